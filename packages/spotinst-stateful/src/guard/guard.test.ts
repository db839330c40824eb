import { type Lease, openStore, ownerOf, type Store } from '@esg-recycler/esg-store';
import type { Group, SpotClient, StatefulInstance } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { openRootJournal } from '../records/root-records.ts';
import { groupOf, instanceOf } from '../fixtures.ts';
import type { MonotonicClock } from '../clock.ts';
import { monotonicClock } from '../clock.ts';
import { guardRecycle } from './guard.ts';
import { closeIntent, openIntent, openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';

let folder: string;
let store: Store;
let reads: number;
let lease: Lease;
let cloud: { group: Group; instances: StatefulInstance[]; others: StatefulInstance[] };

beforeEach(async () => {
  reads = 0;
  folder = mkdtempSync(join(tmpdir(), 'guard-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  lease = await store.leases.acquire(['sig-1', 'sig-2'], { ttlMs: 60_000 });
  cloud = {
    group: groupOf(),
    instances: [instanceOf(), instanceOf({ id: 'ssi-2' })],
    others: [instanceOf({ id: 'ssi-9' })],
  };
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const intentOf = (fields: Partial<RecycleIntent> = {}): RecycleIntent => ({
  ...launchOf(instanceOf()),
  group: 'sig-1',
  ssi: 'ssi-1',
  target: 'ami-new',
  requestedAt: '2025-05-12T08:00:00.000Z',
  number: lease.number,
  ...fields,
});

/** The cluster as it was read before; whatever `cloud` holds by now is what a fresh read shows. */
function guard(context: Partial<Context> = {}): Promise<void> {
  const client = {
    accountId: 'act-1',
    getGroup: async () => {
      reads += 1;
      return cloud.group;
    },
    listStatefulInstances: async (id: string) => (id === 'sig-1' ? cloud.instances : cloud.others),
    listLogs: async () => [],
    listRolls: async () => [],
  } as Partial<SpotClient> as SpotClient;
  const own = { client, group: groupOf() };
  const cluster: Cluster = { name: 'zk', own, members: [own, { client, group: groupOf({ id: 'sig-2' }) }] };
  const complete: Context = {
    clients: [client],
    clusters: {},
    store,
    apiUrl: 'http://127.0.0.1',
    requestTimeoutMs: 1000,
    emit: () => {},
    report: () => {},
    clock: monotonicClock,
    ...context,
  };
  return guardRecycle(complete, cluster, { intent: intentOf(), lease });
}

const openIntents = () => openIntentsOf(store, ['sig-1', 'sig-2']);

describe('guardRecycle', () => {
  it('lets a request through, with its intent on record', async () => {
    await guard();
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it('lets one of two through that ask at the same moment under one lease', async () => {
    const ends = await Promise.allSettled([guard(), guard()]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it('lets the same request through again, which was refused for its rate', async () => {
    await guard();
    await closeIntent(store, intentOf());
    await guard();
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it.each<[string, () => unknown, string]>([
    ['the target moved', () => (cloud.group = groupOf({ imageId: 'ami-newer' })), 'target-changed'],
    [
      'the root volume is persisted by now',
      () => (cloud.group = groupOf({ persistence: { shouldPersistRootDevice: true } })),
      'root-persisted',
    ],
    ['another went out', () => (cloud.instances[1] = instanceOf({ id: 'ssi-2', state: 'ERROR' })), 'other-not-active'],
    [
      'another of another group went out',
      () => (cloud.others = [instanceOf({ id: 'ssi-9', state: 'RECYCLING' })]),
      'other-not-active',
    ],
    ['it went out itself', () => (cloud.instances[0] = instanceOf({ state: 'RECYCLING' })), 'not-active'],
    ['it was replaced', () => (cloud.instances[0] = instanceOf({ instanceId: 'i-other' })), 'instance-changed'],
    [
      'another was replaced since the lease was taken',
      async () => {
        const instances = [instanceOf({ id: 'ssi-9', instanceId: 'i-gone' })];
        await store.leaseSessions.put('sig-2', { number: lease.number, instances, endedClean: false });
      },
      'other-replaced',
    ],
    [
      'another is not listed any more',
      async () => {
        const instances = [instanceOf({ id: 'ssi-9' }), instanceOf({ id: 'ssi-10' })];
        await store.leaseSessions.put('sig-2', { number: lease.number, instances, endedClean: false });
      },
      'other-missing',
    ],
    [
      'it was launched again',
      () => (cloud.instances[0] = instanceOf({ launchedAt: '2026-01-01' })),
      'instance-changed',
    ],
    ['it is gone', () => (cloud.instances = []), 'instance-unknown'],
    ['the lease was released', () => store.leases.release(lease), 'lease-lost'],
    [
      'the lease is another’s',
      async () => {
        await store.leases.release(lease);
        await store.leases.acquire(['sig-2'], { ttlMs: 60_000 });
      },
      'lease-lost',
    ],
    ['the lease ends too early', () => store.leases.renew({ ...lease, ttlMs: 900 }), 'lease-lost'],
  ])('lets nothing through, and leaves no intent, when %s', async (_, change, code) => {
    await change();
    await expect(guard()).rejects.toMatchObject({ code });
    expect(await openIntents()).toEqual([]);
  });

  it.each([
    ['another instance', { ssi: 'ssi-9', group: 'sig-2' }],
    ['this instance, by an earlier holder of the lease', { number: 1 }],
    [
      'a group that another process knew to be of this cluster',
      { ssi: 'ssi-7', group: 'sig-7', groups: ['sig-1', 'sig-7'] },
    ],
  ])('lets nothing through while a recycle of %s may be under way', async (_, fields) => {
    const pending = intentOf(fields);
    await openIntent(store, pending);
    await expect(guard()).rejects.toMatchObject({ code: 'recycle-pending', exitCode: 3 });
    expect(await openIntents()).toEqual([pending]);
  });

  it('lets nothing through while another has given up the root volumes of the group', async () => {
    const data = { target: 'ami-new', number: 1, sender: { ...ownerOf(), pid: 1 } };
    const openedAt = '2025-05-12T08:00:00.000Z';
    await openRootJournal(store, { kind: 'replace-root', group: 'sig-1', ssi: 'ssi-2', data, openedAt });
    await expect(guard()).rejects.toMatchObject({ code: 'root-given-up', exitCode: 3 });
    expect(await openIntents()).toEqual([]);
  });

  describe('in a process that was stopped', () => {
    /** The process stands still once it has read what it rests on, and goes on a minute later. */
    const stoppedOnce = (meanwhile: () => unknown = () => {}): MonotonicClock => {
      let asked = 0;
      return {
        ...monotonicClock,
        now: () => {
          asked += 1;
          if (asked === 1) void meanwhile();
          return asked === 1 ? 0 : 60_000;
        },
      };
    };

    it('checks everything again', async () => {
      await guard({ clock: stoppedOnce() });
      expect(reads).toBe(4);
      expect(await openIntents()).toEqual([intentOf()]);
    });

    it('lets nothing through that would not have passed by now', async () => {
      const clock = stoppedOnce(() => (cloud.others[0] = instanceOf({ id: 'ssi-9', state: 'RECYCLING' })));
      await expect(guard({ clock })).rejects.toMatchObject({ code: 'other-not-active' });
      expect(await openIntents()).toEqual([]);
    });
  });

  it('lets nothing through once a stop was asked for', async () => {
    await expect(guard({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
    expect(await openIntents()).toEqual([]);
  });
});
