import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import type { SpotClient, StatefulInstance } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Member } from '../cluster/cluster.ts';
import { groupOf, instanceOf, recycledOf } from '../fixtures.ts';
import { openIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';
import {
  beginLeaseSession,
  endLeaseSession,
  endWatch,
  isServerNew,
  recordedInstances,
  recordInstance,
  readCluster,
  unsettledRead,
} from './lease-session.ts';

const groups = ['sig-1', 'sig-2'];
let folder: string;
let store: Store;
let cloud: Record<string, StatefulInstance[]>;
let reads: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lease-session-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  cloud = { 'sig-1': [instanceOf({ id: 'ssi-2' }), instanceOf()], 'sig-2': [instanceOf({ id: 'ssi-9' })] };
  reads = 0;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const cluster = (ids = groups): { members: Member[] } => {
  const client = {
    listStatefulInstances: async (id: string) => {
      reads += 1;
      return cloud[id];
    },
  } as Partial<SpotClient> as SpotClient;
  return { members: ids.map((id) => ({ client, group: groupOf({ id }) })) };
};

const acquire = (): Promise<Lease> => store.leases.acquire(groups, { ttlMs: 60_000 });

/** Takes the lease and begins its session, as every run does. */
async function begin(): Promise<Lease> {
  const lease = await acquire();
  await beginLeaseSession(store, cluster(), lease);
  return lease;
}

async function end(lease: Lease): Promise<void> {
  await endLeaseSession(store, groups, lease);
  await store.leases.release(lease);
}

/** Begins a lease session, completes its quiet period, and ends it. */
async function beginAndEnd(): Promise<void> {
  const lease = await begin();
  await endWatch(store, await readCluster(cluster()), lease);
  await end(lease);
}

const isWatched = async (lease: Lease): Promise<boolean> => (await unsettledRead(store, groups, lease)) !== undefined;

describe('a lease session', () => {
  it.each<[string, (string | undefined)[], boolean]>([
    ['needs none with the same process of the server', ['run-1', 'run-1'], false],
    ['needs one once the server was restarted or replaced, which may lose records', ['run-1', 'run-2'], true],
    ['needs one once a server was set', [undefined, 'run-1'], true],
  ])('after a finished run: %s', async (_, [before, after], isNeeded) => {
    store.serverRun = async () => before;
    await beginAndEnd();
    store.serverRun = async () => after;
    const lease = await begin();
    expect([await isWatched(lease), await isServerNew(store, groups, lease)]).toEqual([isNeeded, isNeeded]);
    await endWatch(store, await readCluster(cluster()), lease);
    expect([await isWatched(lease), await isServerNew(store, groups, lease)]).toEqual([false, isNeeded]);
  });

  it('needs a quiet period from its first read on when nothing is recorded', async () => {
    const lease = await begin();
    const first = await unsettledRead(store, groups, lease);
    expect([...first!]).toMatchObject([
      ['sig-1', [{ id: 'ssi-1', state: 'ACTIVE', instanceId: 'i-old' }, { id: 'ssi-2' }]],
      ['sig-2', [{ id: 'ssi-9' }]],
    ]);
  });

  it('needs no quiet period after a finished run', async () => {
    await beginAndEnd();
    expect(await isWatched(await begin())).toBe(false);
  });

  it.each<[string, () => Promise<void>]>([
    ['was killed', async () => store.leases.release(await begin())],
    ['ended before its quiet period', async () => end(await begin())],
    [
      'ended with an open request',
      async () => {
        const lease = await begin();
        await endWatch(store, await readCluster(cluster()), lease);
        const request = { group: 'sig-2', ssi: 'ssi-9', target: 'ami-new', requestedAt: '', number: lease.number };
        await openIntent(store, { ...launchOf(instanceOf()), ...request });
        await end(lease);
      },
    ],
    ['had only one of the groups', async () => end(await beginWith(['sig-1']))],
    [
      'lost its lease to another',
      async () => {
        const slow = await begin();
        await endWatch(store, await readCluster(cluster()), slow);
        await store.leases.release(slow);
        await store.leases.release(await begin());
        await end(slow);
      },
    ],
  ])('needs a quiet period when the previous session %s', async (_, before) => {
    await before();
    expect(await isWatched(await begin())).toBe(true);
  });

  async function beginWith(ids: string[]): Promise<Lease> {
    const lease = await store.leases.acquire(ids, { ttlMs: 60_000 });
    await beginLeaseSession(store, cluster(ids), lease);
    await endWatch(store, await readCluster(cluster(ids)), lease);
    return lease;
  }

  it('begins once per lease', async () => {
    const lease = await begin();
    await endWatch(store, await readCluster(cluster()), lease);
    reads = 0;
    await beginLeaseSession(store, cluster(), lease);
    expect([reads, await isWatched(lease)]).toEqual([0, false]);
  });

  it('ends without an error when its store was deleted', async () => {
    const lease = await begin();
    rmSync(join(folder, 'state'), { recursive: true });
    await expect(endLeaseSession(store, groups, lease)).resolves.toBeUndefined();
    await expect(beginLeaseSession(store, cluster(), lease)).rejects.toMatchObject({ code: 'store-lost' });
  });
});

describe('recordedInstances', () => {
  const idsAndLaunches = async () =>
    (await recordedInstances(store, groups)).map(({ id, instanceId }) => `${id} ${instanceId}`).toSorted();

  it('returns the first read of the lease holder, with its later recycles', async () => {
    const lease = await begin();
    await recordInstance(store, 'sig-1', recycledOf(), lease);
    expect(await idsAndLaunches()).toEqual(['ssi-1 i-new', 'ssi-2 i-old', 'ssi-9 i-old']);
  });

  it('ignores changes of an earlier holder', async () => {
    const old = await begin();
    await store.leases.release(old);
    await begin();
    await recordInstance(store, 'sig-1', recycledOf(), old);
    expect(await idsAndLaunches()).toContain('ssi-1 i-old');
  });

  it('returns nothing when nobody holds the lease', async () => {
    await store.leases.release(await begin());
    expect(await idsAndLaunches()).toEqual([]);
  });
});
