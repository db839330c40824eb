import { describe, expect, it } from '@jest/globals';
import { type EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger, LedgerState } from '@esg-recycler/esg-store';
import { summaryText, tally } from './summary.ts';

const snapshot = (n: number) => ({
  instanceId: `i-${n}`,
  imageId: `ami-${n}`,
  privateIp: null,
  launchedAt: null,
  devices: [],
});
const ledger = (...instances: Ledger['instances']): Ledger => ({
  run: 'r1',
  cluster: 'kafka',
  groups: ['sig-1'],
  target: { 'sig-1': 'ami-2' },
  startedAt: '2026-11-23T07:00:00.000Z',
  finishedAt: '2026-11-23T07:04:10.000Z',
  instances,
});

const error = (fields: Partial<EsgError>) => ({
  code: 'recycle-error',
  message: 'ssi-3: no capacity',
  hint: undefined,
  runbook: 'docs/runbooks/recycle-error.md',
  exitCode: ExitCode.failed,
  findings: [],
  ...fields,
});

describe('summaryText', () => {
  it('lists the result of each instance, what to do next, and the record', () => {
    const text = summaryText(
      ledger(
        { ssi: 'ssi-4', group: 'sig-1', address: null, state: 'pending' },
        {
          ssi: 'ssi-1',
          group: 'sig-1',
          address: '10.0.0.1',
          state: 'recycled',
          before: snapshot(1),
          after: snapshot(2),
        },
        { ssi: 'ssi-3', group: 'sig-1', address: '10.0.0.3', state: 'failed', reason: 'no capacity' },
        { ssi: 'ssi-2', group: 'sig-1', address: '10.0.0.2', state: 'skipped', reason: 'up to date' },
      ),
      { error: error({ code: 'recycle-error', hint: 'run it again' }), folder: '/s/runs/r1' },
    );
    expect(text).toBe(
      [
        'Run r1: 1 done, 1 skipped, 1 failed, 1 pending in 4m10s',
        '  done     ssi-1  10.0.0.1  i-1 -> i-2, ami-1 -> ami-2',
        '  skipped  ssi-2  10.0.0.2  up to date',
        '  failed   ssi-3  10.0.0.3  recycle-error',
        '  pending  ssi-4  -',
        'Error (recycle-error): ssi-3: no capacity',
        'Next: run it again',
        'Runbook: docs/runbooks/recycle-error.md',
        'Record: /s/runs/r1',
      ].join('\n'),
    );
  });

  it("shows Spot's log lines before what to do next, and no other finding", () => {
    const finding = { severity: 'warn' as const, subject: 'ssi-1' };
    const findings = [
      { ...finding, code: 'spare', message: 'no spare' },
      { ...finding, code: 'spot-log', message: 'ERROR InsufficientInstanceCapacity' },
    ];
    const lines = summaryText(ledger(), { error: error({ hint: 'resume it', findings }), folder: '/s' }).split('\n');
    expect(lines.slice(1)).toEqual([
      'Error (recycle-error): ssi-3: no capacity',
      "Spot's log:",
      '  ERROR InsufficientInstanceCapacity',
      'Next: resume it',
      'Runbook: docs/runbooks/recycle-error.md',
      'Record: /s',
    ]);
  });

  it('shows a stop on request without a code and without a page', () => {
    const stop = error({
      code: 'stopped',
      message: 'Stopped on request',
      exitCode: ExitCode.stopped,
      hint: 'Run again.',
    });
    const interrupted = {
      ssi: 'ssi-1',
      group: 'sig-1',
      address: null,
      state: 'interrupted' as const,
      reason: 'by you',
    };
    expect(summaryText(ledger(interrupted), { error: stop, folder: '/s' }).split('\n').slice(1)).toEqual([
      '  failed  ssi-1  -  by you',
      'Stopped on request',
      'Next: Run again.',
      'Record: /s',
    ]);
  });

  it('shows the new machine of a failed instance that was recycled', () => {
    const failed = {
      ssi: 'ssi-1',
      group: 'sig-1',
      address: null,
      state: 'failed' as const,
      reason: 'the health check still fails',
    };
    const text = (n: number) =>
      summaryText(ledger({ ...failed, before: snapshot(1), after: snapshot(n) }), { folder: '/s/runs/r1' });
    expect(text(2)).toContain('  failed  ssi-1  -  i-1 -> i-2, ami-1 -> ami-2; the health check still fails\n');
    expect(text(1)).toContain('  failed  ssi-1  -  the health check still fails\n');
  });

  it('shows an instance that was recycled before the run, and checked in it', () => {
    const checked = {
      ssi: 'ssi-1',
      group: 'sig-1',
      address: null,
      state: 'recycled' as const,
      before: snapshot(2),
      after: snapshot(2),
    };
    expect(summaryText(ledger(checked), { folder: '/s/runs/r1' })).toContain(
      '  done  ssi-1  -  i-2, recycled before this run\n',
    );
  });

  it('lists overridden rules with their reasons', () => {
    const text = summaryText(
      { ...ledger(), overrides: [{ rule: 'quorum-remains', reason: 'at night' }] },
      { folder: '/s/runs/r1' },
    );
    expect(text).toContain('\nOverridden: quorum-remains (at night)\n');
  });

  it('does not repeat the plan when all instances were skipped', () => {
    const skipped = {
      ssi: 'ssi-1',
      group: 'sig-1',
      address: null,
      state: 'skipped' as const,
      reason: 'up to date',
    };
    expect(summaryText(ledger(skipped), { folder: '/s/runs/r1' })).toBe(
      'Run r1: 0 done, 1 skipped, 0 failed, 0 pending in 4m10s\nRecord: /s/runs/r1',
    );
  });
});

describe('summaryText on a terminal', () => {
  it('wraps at its width', () => {
    const failed = {
      ssi: 'ssi-1',
      group: 'sig-1',
      address: null,
      state: 'failed' as const,
      reason: 'no spot capacity',
    };
    const text = summaryText(ledger(failed), {
      error: error({ message: 'ssi-1: Spot has no capacity for it', hint: 'Run the same command again.' }),
      folder: '/s',
      columns: 34,
    });
    expect(text).toContain(
      '\n  failed  ssi-1  -  recycle-error\nError (recycle-error): ssi-1: Spot\n  has no capacity for it\n',
    );
    expect(text).toContain('\nNext: Run the same command again.\n');
  });
});

describe('tally', () => {
  it.each<[LedgerState, string]>([
    ['recycled', 'done'],
    ['skipped', 'skipped'],
    ['gone', 'skipped'],
    ['failed', 'failed'],
    ['interrupted', 'failed'],
    ['running', 'failed'],
    ['pending', 'untouched'],
    ['deferred', 'untouched'],
  ])('counts %s as %s', (state, heading) => {
    const none = { done: 0, skipped: 0, failed: 0, untouched: 0 };
    expect(tally(ledger({ ssi: 'ssi-1', group: 'sig-1', address: null, state }))).toEqual({ ...none, [heading]: 1 });
  });
});
