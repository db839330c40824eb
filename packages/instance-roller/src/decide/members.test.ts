import { describe, expect, it } from '@jest/globals';
import { memberOf } from './fixtures.ts';
import { memberFindings, membersOut, staysOut } from './members.ts';

describe('membersOut', () => {
  it('lists members that are not ACTIVE or have no address', () => {
    const members = [memberOf(1), memberOf(2, { state: 'PAUSED' }), memberOf(3, { address: null })];
    expect(membersOut(members).map(({ ssi }) => ssi)).toEqual(['ssi-2', 'ssi-3']);
  });

  it('is empty when all are ACTIVE', () => expect(membersOut([memberOf(1), memberOf(2)])).toEqual([]));
});

describe('staysOut', () => {
  it.each<[string, boolean, boolean]>([
    ['ERROR', false, true],
    ['ERROR', true, true],
    ['DEALLOCATING', false, true],
    ['DEALLOCATED', true, true],
    ['PAUSED', false, true],
    ['PAUSED', true, false],
    ['PAUSING', false, false],
    ['RECYCLING', false, false],
    ['RESUMING', false, false],
    ['ACTIVE', false, false],
  ])('a member in %s, its recycle in progress: %s → %s', (state, isUnderWay, expected) =>
    expect(staysOut(memberOf(2, { state, isUnderWay }))).toBe(expected),
  );
});

describe('memberFindings', () => {
  it('has state and address of each member that is out', () =>
    expect(memberFindings([memberOf(1), memberOf(2, { state: 'PAUSING' }), memberOf(3, { address: null })])).toEqual([
      { code: 'other-not-active', severity: 'block', subject: 'ssi-2', message: 'ssi-2 (10.0.0.2) is PAUSING' },
      { code: 'other-not-active', severity: 'block', subject: 'ssi-3', message: 'ssi-3 (no address) is ACTIVE' },
    ]));

  it('has a hint only for members that stay down', () => {
    const hint = 'Resume it';
    const [paused, pausing] = memberFindings([
      memberOf(2, { state: 'PAUSED', hint }),
      memberOf(3, { state: 'PAUSING', hint }),
    ]);
    expect(paused).toMatchObject({ hint });
    expect(pausing).not.toHaveProperty('hint');
  });
});
