import { describe, expect, it } from '@jest/globals';
import { EsgError, ExitCode } from '@esg-recycler/core';
import type { AnsibleFailure } from '../ansible/failed-task.ts';
import { asError, endingOf, isOutage, withProblem } from './roll-errors.ts';

const failure = (change: Partial<AnsibleFailure>): AnsibleFailure => ({
  state: 'failed',
  code: 'in-sync',
  reason: 'failing',
  ...change,
});

describe('asError', () => {
  it.each<[string, Partial<AnsibleFailure>, string]>([
    ['a health check that still fails', { hint: 'Fix it', isAtGate: true }, 'Fix it. Then run the same command again.'],
    [
      'one whose hint contains that',
      { hint: 'Wait, then run the same again.', isAtGate: true },
      'Wait, then run the same again.',
    ],
    ['a recycle that failed', { hint: 'Resume it.' }, 'Resume it.'],
  ])('gives the next step after %s', (_, change, hint) =>
    expect(asError('ssi-1', failure(change))).toMatchObject({ hint }),
  );

  it("keeps Spot's log lines, which explain a failed recycle", () => {
    const findings = [
      { code: 'spot-log', severity: 'warn' as const, subject: 'ssi-1', message: 'InsufficientInstanceCapacity' },
    ];
    expect(asError('ssi-1', failure({ code: 'recycle-error', findings }))).toMatchObject({ findings });
  });

  it('keeps the page of the rule that failed, to the end of the roll', () => {
    const runbook = 'docs/health-checks/kafka.md#in-sync';
    const error = asError('ssi-1', failure({ code: 'in-sync', runbook }))!;
    expect(
      [error, withProblem(error, 'Restoring failed'), endingOf(error, { isRequested: true, isImageSet: false })].map(
        (each) => each.runbook,
      ),
    ).toEqual([runbook, runbook, runbook]);
    expect(asError('ssi-1', failure({ code: 'recycle-error' }))?.runbook).toBe('docs/runbooks/recycle-error.md');
  });

  it('advises to run the same command again when nothing else is known', () =>
    expect(asError('ssi-1', failure({ isAtGate: true }))?.hint).toMatch(
      /^Once the cause is gone, run the same command again/,
    ));

  it.each<[string, Partial<AnsibleFailure>, number]>([
    ['the exit code of the executable', { code: 'settings-invalid', exitCode: 2, isByRole: true }, 2],
    ['3 when the role refused', { isByRole: true }, 3],
    ['1 when another task failed', {}, 1],
  ])('ends with %s', (_, change, exitCode) => expect(asError('ssi-1', failure(change))).toMatchObject({ exitCode }));
});

describe('isOutage', () => {
  const result = { exit: { exitCode: 2 }, events: [], wasPressed: false };
  const error = (code: string) => new EsgError('failed', { code, exitCode: ExitCode.unreachable });

  it.each(['spot-unavailable', 'spot-timeout', 'spot-unreachable', 'spot-rate-limited'])('waits for %s', (code) =>
    expect(isOutage(error(code), result)).toBe(true),
  );

  it.each(['spot-unauthorized', 'spot-forbidden', 'spot-refused', 'spot-redirected'])(
    'does not wait for %s, which no wait ends',
    (code) => expect(isOutage(error(code), result)).toBe(false),
  );
});
