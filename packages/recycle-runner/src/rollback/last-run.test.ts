import type { Ledger } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { lastRun } from './last-run.ts';

const before = { instanceId: 'i-1', imageId: 'ami-old', privateIp: null, launchedAt: null, devices: [] };
const entry = { ssi: 'ssi-1', group: 'sig-1', address: null, state: 'recycled' as const };

const runOf = (run: string, fields: Partial<Ledger> = {}): { ledger: Ledger; outcome: string } => ({
  outcome: 'done',
  ledger: {
    run,
    cluster: 'kafka',
    groups: ['sig-1'],
    target: { 'sig-1': 'ami-new' },
    startedAt: run,
    instances: [{ ...entry, before }],
    ...fields,
  },
});
const idle = runOf('2026-c1', { instances: [{ ...entry, state: 'pending' }] });
const runs = [idle, runOf('2026-b1'), runOf('2026-a1')];

describe('lastRun', () => {
  it('finds the newest run that changed anything', () => expect(lastRun(runs).ledger.run).toBe('2026-b1'));

  it('finds a run that failed again on an instance of the run before', () => {
    const onTarget = { ...before, imageId: 'ami-new' };
    const again = { ...entry, state: 'failed' as const, before: onTarget, earlier: { run: '2026-b1', before } };
    expect(lastRun([runOf('2026-d1', { instances: [again] }), ...runs]).ledger.run).toBe('2026-d1');
  });

  it('ignores a run that kept the image of its instances', () => {
    const kept = { ...entry, before: { ...before, imageId: 'ami-new' } };
    expect(lastRun([runOf('2026-d1', { instances: [kept] }), ...runs]).ledger.run).toBe('2026-b1');
  });

  it('never selects a rollback, so that the command can be repeated', () =>
    expect(lastRun([runOf('2026-d1', { rollbackOf: '2026-b1' }), ...runs]).ledger.run).toBe('2026-b1'));

  it.each([
    ['a store without changes', [idle], 'run-unknown', 'Nothing needs to be rolled back'],
    ['runs of two clusters', [runOf('2026-e1', { cluster: 'zk' }), ...runs], 'run-ambiguous', '2026-e1 (zk, done)'],
  ])('refuses %s', (_, recorded, code, hint) =>
    expect(() => lastRun(recorded)).toThrow(
      expect.objectContaining({ code, exitCode: 2, hint: expect.stringContaining(hint) }),
    ),
  );
});
