import { describe, expect, it } from '@jest/globals';
import { memberOf } from './fixtures.ts';
import { memberFindings, membersOut, staysOut } from './members.ts';

describe('membersOut', () => {
  it('names those that are not ACTIVE, and those without an address', () => {
    const members = [memberOf(1), memberOf(2, { state: 'PAUSED' }), memberOf(3, { address: null })];
    expect(membersOut(members).map(({ ssi }) => ssi)).toEqual(['ssi-2', 'ssi-3']);
  });

  it('is empty where all serve', () => expect(membersOut([memberOf(1), memberOf(2)])).toEqual([]));
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
  ])('a member that is %s, its recycle under way: %s → %s', (state, isUnderWay, expected) =>
    expect(staysOut(memberOf(2, { state, isUnderWay }))).toBe(expected),
  );
});

describe('memberFindings', () => {
  it('names state and address of each that is out', () =>
    expect(memberFindings([memberOf(1), memberOf(2, { state: 'PAUSING' }), memberOf(3, { address: null })])).toEqual([
      { code: 'other-not-active', severity: 'block', subject: 'ssi-2', message: 'ssi-2 is PAUSING at 10.0.0.2' },
      { code: 'other-not-active', severity: 'block', subject: 'ssi-3', message: 'ssi-3 is ACTIVE at no address' },
    ]));

  it('has a hint only for those that waiting does not bring back', () => {
    const hint = 'Resume it';
    const [paused, pausing] = memberFindings([
      memberOf(2, { state: 'PAUSED', hint }),
      memberOf(3, { state: 'PAUSING', hint }),
    ]);
    expect(paused).toMatchObject({ hint });
    expect(pausing).not.toHaveProperty('hint');
  });
});
