import { describe, expect, it } from '@jest/globals';
import type { AnsibleFailure } from '../ansible/failed-task.ts';
import { asError } from './roll-errors.ts';

const failure = (change: Partial<AnsibleFailure>): AnsibleFailure => ({
  state: 'failed',
  code: 'in-sync',
  reason: 'shut',
  ...change,
});

describe('asError', () => {
  it.each<[string, Partial<AnsibleFailure>, string]>([
    [
      'a gate that stayed shut',
      { hint: 'Look into it', isAtGate: true },
      'Look into it. Then run the same command again.',
    ],
    [
      'one whose hint says so',
      { hint: 'Wait, then run the same again.', isAtGate: true },
      'Wait, then run the same again.',
    ],
    ['a recycle that failed', { hint: 'Resume it.' }, 'Resume it.'],
  ])('says of %s what to do to its end', (_, change, hint) =>
    expect(asError('ssi-1', failure(change))).toMatchObject({ hint }),
  );

  it("keeps Spot's log lines, which say why an instance did not come back", () => {
    const findings = [
      { code: 'spot-log', severity: 'warn' as const, subject: 'ssi-1', message: 'InsufficientInstanceCapacity' },
    ];
    expect(asError('ssi-1', failure({ code: 'recycle-error', findings }))).toMatchObject({ findings });
  });

  it('says to run the same again where nothing else is known', () =>
    expect(asError('ssi-1', failure({ isAtGate: true }))?.hint).toMatch(
      /^Once the cause is gone, run the same command again/,
    ));

  it.each<[string, Partial<AnsibleFailure>, number]>([
    ['the exit code of the executable', { code: 'settings-invalid', exitCode: 2, isByRole: true }, 2],
    ['3 where the role refused', { isByRole: true }, 3],
    ['1 where a task around the role failed', {}, 1],
  ])('has %s', (_, change, exitCode) => expect(asError('ssi-1', failure(change))).toMatchObject({ exitCode }));
});
