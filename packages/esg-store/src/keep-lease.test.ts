import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepLease, type LeaseKeeper } from './keep-lease.ts';
import type { Lease } from './lease.ts';
import type { Leases } from './leases.ts';
import { openStore, type Store } from './store.ts';
import { createWorkbench, until, type Workbench } from './testing/processes.ts';

let bench: Workbench;
let store: Store;
let keeper: LeaseKeeper | undefined;
let losses: Error[];
const onLost = (error: Error) => losses.push(error);

beforeEach(async () => {
  bench = createWorkbench();
  store = await openStore({ stateDir: bench.dir, cacheDir: bench.dir });
  losses = [];
});
afterEach(async () => {
  await keeper?.stop();
  await store.close();
  await bench.clean();
});

/** Leases whose renewals fail as long as `failure` is set. */
function flaky(leases: Leases): Leases & { failure: Error | undefined; attempts: number } {
  return {
    ...leases,
    failure: undefined,
    attempts: 0,
    async renew(lease: Lease) {
      this.attempts += 1;
      if (this.failure) throw this.failure;
      return leases.renew(lease);
    },
  };
}

describe('keepLease', () => {
  it('keeps a lease far beyond its TTL', async () => {
    const lease = await store.leases.acquire(['sig-a'], { ttlMs: 400 });
    keeper = keepLease(store.leases, lease, onLost);
    await until(() => keeper!.lease().expiresAt > lease.expiresAt + 800);
    expect(await store.leases.show()).toEqual([expect.objectContaining(keeper.lease())]);
    expect(losses).toEqual([]);
  });

  it('keeps an expired lease that no other process took over', async () => {
    const lease = await store.leases.acquire(['sig-a'], { ttlMs: 200 });
    keeper = keepLease(store.leases, lease, onLost);
    while (Date.now() < lease.expiresAt + 200);
    await until(() => keeper!.lease().expiresAt > lease.expiresAt);
    await store.leases.verify(lease, ['sig-a'], { remainingMs: 0 });
    expect(losses).toEqual([]);
  });

  it('does not renew after it is stopped', async () => {
    const leases = flaky(store.leases);
    keeper = keepLease(leases, await leases.acquire(['sig-a'], { ttlMs: 200 }), onLost);
    await until(() => leases.attempts > 0);
    await keeper.stop();
    const { attempts } = leases;
    await sleep(300);
    expect(leases.attempts).toBe(attempts);
  });

  it('reports once, and before the expiry, that the lease was lost', async () => {
    const lease = await store.leases.acquire(['sig-a'], { ttlMs: 2000 });
    keeper = keepLease(store.leases, lease, onLost);
    await store.leases.release(lease);
    await until(() => losses.length > 0);
    expect(Date.now()).toBeLessThan(lease.expiresAt);
    await until(() => Date.now() > lease.expiresAt);
    expect(losses).toEqual([expect.objectContaining({ code: 'lease-lost' })]);
  });

  it('continues after a store was locked for a while', async () => {
    const lease = await store.leases.acquire(['sig-a'], { ttlMs: 2000 });
    const leases = flaky(store.leases);
    leases.failure = Object.assign(new Error('locked'), { code: 'store-busy' });
    keeper = keepLease(leases, lease, onLost);
    await until(() => leases.attempts > 2);
    leases.failure = undefined;
    await until(() => keeper!.lease().expiresAt > lease.expiresAt);
    expect(losses).toEqual([]);
  });

  it('fails when the store stays locked until the lease expires', async () => {
    const leases = flaky(store.leases);
    leases.failure = Object.assign(new Error('locked'), { code: 'store-busy' });
    const lease = await leases.acquire(['sig-a'], { ttlMs: 400 });
    keeper = keepLease(leases, lease, onLost);
    await until(() => losses.length > 0);
    expect(losses).toEqual([leases.failure]);
    expect(Date.now()).toBeGreaterThanOrEqual(lease.expiresAt);
    expect(leases.attempts).toBeGreaterThan(2);
  });

  it('fails at once when the store was deleted', async () => {
    const lease = await store.leases.acquire(['sig-a'], { ttlMs: 2000 });
    keeper = keepLease(store.leases, lease, onLost);
    rmSync(join(bench.dir, 'state.sqlite'));
    await until(() => losses.length > 0);
    expect(Date.now()).toBeLessThan(lease.expiresAt);
    expect(losses).toEqual([expect.objectContaining({ code: 'store-lost' })]);
  });
});
