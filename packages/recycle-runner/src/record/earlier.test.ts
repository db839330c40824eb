import { describe, expect, it } from '@jest/globals';
import type { InstanceSnapshot, Ledger, LedgerInstance } from '@esg-recycler/esg-store';
import { plannedOf } from '../fixtures.ts';
import { withEarlier } from './earlier.ts';
import { openLedger, reconcile } from './ledger.ts';

const header = { cluster: 'kafka', groups: ['sig-1'] };
const snapshot = (instanceId: string): InstanceSnapshot => ({
  instanceId,
  imageId: 'ami-old',
  privateIp: null,
  launchedAt: null,
  devices: [],
});
const ledgerOf = (run: string, day: number, change: Partial<LedgerInstance>): Ledger => {
  const ledger = openLedger({ ...header, run, startedAt: `2026-11-0${day}T00:00:00.000Z` }, [plannedOf()]);
  return { ...ledger, instances: [{ ...ledger.instances[0]!, ...change }] };
};
const awaiting = plannedOf({ awaitsGate: true });
const now = ledgerOf('r9', 9, {});

describe('withEarlier', () => {
  it('names the run that began the recycle, and the instance before it', () => {
    const first = ledgerOf('r1', 1, { state: 'interrupted', before: snapshot('i-1') });
    const second = ledgerOf('r2', 2, {
      state: 'failed',
      before: snapshot('i-2'),
      earlier: { run: 'r1', before: snapshot('i-1') },
    });
    const [entry] = withEarlier(now, [awaiting], [first, second]).instances;
    expect(entry?.earlier).toEqual({ run: 'r1', before: snapshot('i-1') });
  });

  it.each([
    ['a recycle that starts now', plannedOf(), ledgerOf('r1', 1, { state: 'failed', before: snapshot('i-1') })],
    ['a recycle after a finished one', awaiting, ledgerOf('r1', 1, { state: 'recycled', before: snapshot('i-1') })],
    ['an instance that the earlier run did not reach', awaiting, ledgerOf('r1', 1, { state: 'pending' })],
  ])('names no run for %s', (_, planned, earlier) =>
    expect(withEarlier(now, [planned], [earlier]).instances[0]).not.toHaveProperty('earlier'),
  );

  it('lasts when the cluster is read again', () => {
    const first = ledgerOf('r1', 1, { state: 'interrupted', before: snapshot('i-1') });
    const { ledger } = reconcile(withEarlier(now, [awaiting], [first]), [awaiting]);
    expect(ledger.instances[0]?.earlier?.run).toBe('r1');
  });
});
