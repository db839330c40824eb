import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import type { SpotClient, StatefulInstance } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { groupOf, instanceOf, recycledOf } from '../fixtures.ts';
import type { MonotonicClock } from '../clock.ts';
import { awaitQuietPeriod } from './quiet-period.ts';
import { beginLeaseSession, endLeaseSession } from '../lease/lease-session.ts';

const [pollIntervalMs, settleMs] = [1000, 12_000];
const hour = 3_600_000;
let folder: string;
let store: Store;
let lease: Lease;
/** The instances that consecutive reads return; the last entry repeats. */
let reads: StatefulInstance[][];
let now: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quiet-period-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  lease = await store.leases.acquire(['sig-1'], { ttlMs: hour });
  reads = [[instanceOf()]];
  now = 0;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const cluster = (): Cluster => {
  const client = {
    listStatefulInstances: async () => (reads.length > 1 ? reads.shift() : reads[0]),
  } as Partial<SpotClient> as SpotClient;
  const own = { client, group: groupOf() };
  return { name: 'zk', own, members: [own] };
};

/** Time passes only by waiting. */
const clock: MonotonicClock = {
  now: () => now,
  sleep: async (ms) => {
    now += ms;
  },
};

async function watch(change: Partial<Context> = {}) {
  const context = { store, clock, apiUrl: 'http://127.0.0.1', report: () => {}, emit: () => {}, ...change } as Context;
  return awaitQuietPeriod(context, cluster(), { lease, pollIntervalMs, timeoutMs: 60_000 });
}

const begin = () => beginLeaseSession(store, cluster(), lease);
const often = (count: number, instance: StatefulInstance) => Array.from({ length: count }, () => [instance]);
const recycling = instanceOf({ state: 'RECYCLING' });

describe('awaitQuietPeriod', () => {
  it('waits once until nothing changes for the settle time', async () => {
    await begin();
    expect(await watch()).toMatchObject({ before: [{ id: 'ssi-1' }], after: [{ id: 'ssi-1' }] });
    expect(now).toBeGreaterThan(settleMs - pollIntervalMs);
    expect(now).toBeLessThanOrEqual(settleMs);
    expect(await watch()).toBeUndefined();
  });

  it('waits the full settle time even if the wall clock jumps', async () => {
    await begin();
    const wallClock = Date.now;
    Date.now = () => wallClock() + 1000 * hour;
    try {
      expect(await watch()).toBeDefined();
    } finally {
      Date.now = wallClock;
    }
    expect(now).toBe(settleMs);
  });

  it('does not wait after a finished run', async () => {
    await begin();
    await watch();
    await endLeaseSession(store, ['sig-1'], lease);
    await store.leases.release(lease);
    lease = await store.leases.acquire(['sig-1'], { ttlMs: hour });
    await begin();
    expect(await watch()).toBeUndefined();
  });

  it('waits for a change to end, then for the settle time', async () => {
    await begin();
    reads = [...often(2, instanceOf()), ...often(3, recycling), [recycledOf()]];
    expect(await watch()).toMatchObject({ before: [{ instanceId: 'i-old' }], after: [{ instanceId: 'i-new' }] });
    expect(now).toBe((5 * settleMs) / 4 + settleMs);
    expect(reads).toHaveLength(1);
  });

  it('detects a change before its first read', async () => {
    await begin();
    reads = [[recycledOf()]];
    await watch();
    expect(now).toBe(settleMs);
  });

  it.each(['PAUSED', 'ERROR', 'DEALLOCATED'])('does not wait for an instance that stays %s', async (state) => {
    reads = [[instanceOf({ state })]];
    await begin();
    expect(await watch()).toMatchObject({ after: [{ state }] });
  });

  it('fails after the timeout, and names the changing instance', async () => {
    reads = [[recycling]];
    await begin();
    await expect(watch()).rejects.toMatchObject({
      code: 'cluster-unsettled',
      exitCode: 3,
      message: expect.stringContaining('ssi-1 is RECYCLING'),
      findings: [{ subject: 'ssi-1', severity: 'block' }],
    });
    expect(await watch().catch(({ code }) => code)).toBe('cluster-unsettled');
  });

  it('ends when a stop is requested', async () => {
    await begin();
    await expect(watch({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
  });
});
