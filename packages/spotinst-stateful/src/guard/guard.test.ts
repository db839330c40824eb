import { type Lease, openStore, ownerOf, type Store } from '@esg-recycler/esg-store';
import type { Group, SpotClient, StatefulInstance, Suspension } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { openRootJournal } from '../records/root-records.ts';
import { contextOf, groupOf, instanceOf } from '../fixtures.ts';
import { monotonicClock, type MonotonicClock } from '../clock.ts';
import { suspendedProcesses } from '../marks/pattern.ts';
import { type BeforeGuard, guardRecycle } from './guard.ts';
import { closeIntent, openIntent, openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';
import { openStopFile } from '../stop-file.ts';

let folder: string;
let store: Store;
let reads: number;
/** Called by the next read of deployments, which is then the last of the parallel reads to end. */
let whileReading: () => unknown;
let lease: Lease;
let cloud: {
  group: Group;
  instances: StatefulInstance[];
  others: StatefulInstance[];
  suspended: Suspension[];
  listed: Group[];
};

beforeEach(async () => {
  [reads, whileReading] = [0, () => {}];
  folder = mkdtempSync(join(tmpdir(), 'guard-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  lease = await store.leases.acquire(['sig-1', 'sig-2'], { ttlMs: 60_000 });
  cloud = {
    group: groupOf(),
    instances: [instanceOf(), instanceOf({ id: 'ssi-2' })],
    others: [instanceOf({ id: 'ssi-9' })],
    suspended: [],
    listed: [groupOf(), groupOf({ id: 'sig-2' })],
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

/** Guards a recycle of a cluster that was read before; a new read shows what `cloud` holds now. */
function guard(context: Partial<Context> = {}, before: Partial<BeforeGuard> = {}): Promise<void> {
  const client = {
    accountId: 'act-1',
    getGroup: async () => {
      reads += 1;
      return cloud.group;
    },
    listStatefulInstances: async (id: string) => (id === 'sig-1' ? cloud.instances : cloud.others),
    listLogs: async () => [],
    listRolls: async () => {
      await setImmediate();
      const during = whileReading;
      whileReading = () => {};
      await during();
      return [];
    },
    listSuspensions: async () => cloud.suspended,
    listGroups: async () => ({ groups: cloud.listed, unreadable: [] }),
  } as Partial<SpotClient> as SpotClient;
  const own = { client, group: groupOf() };
  const members = [own, { client, group: groupOf({ id: 'sig-2' }) }];
  const cluster: Cluster = { name: 'zk', own, members, selectors: ['zoo*'] };
  return guardRecycle(
    contextOf(store, client, context),
    cluster,
    { intent: intentOf(), lease },
    { again: async () => {}, ...before },
  );
}

const openIntents = () => openIntentsOf(store, ['sig-1', 'sig-2']);

describe('guardRecycle', () => {
  it('passes a request, and records its intent', async () => {
    await guard();
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it('refuses while another run has marked the cluster, after a takeover too', async () => {
    cloud.suspended = suspendedProcesses.map((name, n) => ({
      name,
      expiresAt: new Date(Date.now() + (120 + 11 * n) * 60_000).toISOString(),
    }));
    await expect(guard({ takeOver: 'that run is dead' })).rejects.toMatchObject({
      code: 'rolled-elsewhere',
      exitCode: 4,
    });
    expect(await openIntents()).toEqual([]);
  });

  it('passes one of two simultaneous requests under the same lease', async () => {
    const ends = await Promise.allSettled([guard(), guard()]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it('passes a request again that the rate limit has refused', async () => {
    await guard();
    await closeIntent(store, intentOf());
    await guard();
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it.each<[string, () => unknown, string]>([
    ['the target changed', () => (cloud.group = groupOf({ imageId: 'ami-newer' })), 'target-changed'],
    [
      'root persistence was turned on',
      () => (cloud.group = groupOf({ persistence: { shouldPersistRootDevice: true } })),
      'root-persisted',
    ],
    [
      'another instance is in ERROR',
      () => (cloud.instances[1] = instanceOf({ id: 'ssi-2', state: 'ERROR' })),
      'other-not-active',
    ],
    [
      'an instance of another group is RECYCLING',
      () => (cloud.others = [instanceOf({ id: 'ssi-9', state: 'RECYCLING' })]),
      'other-not-active',
    ],
    ['the instance is RECYCLING', () => (cloud.instances[0] = instanceOf({ state: 'RECYCLING' })), 'not-active'],
    [
      'the instance was replaced',
      () => (cloud.instances[0] = instanceOf({ instanceId: 'i-other' })),
      'instance-changed',
    ],
    [
      'another instance was replaced since the lease was taken',
      async () => {
        const instances = [instanceOf({ id: 'ssi-9', instanceId: 'i-gone' })];
        await store.leaseSessions.put('sig-2', { number: lease.number, instances, endedClean: false });
      },
      'other-replaced',
    ],
    [
      'another instance is no longer listed',
      async () => {
        const instances = [instanceOf({ id: 'ssi-9' }), instanceOf({ id: 'ssi-10' })];
        await store.leaseSessions.put('sig-2', { number: lease.number, instances, endedClean: false });
      },
      'other-missing',
    ],
    [
      'the instance was launched again',
      () => (cloud.instances[0] = instanceOf({ launchedAt: '2026-01-01' })),
      'instance-changed',
    ],
    ['the instance is gone', () => (cloud.instances = []), 'instance-unknown'],
    ['the lease was released', () => store.leases.release(lease), 'lease-lost'],
    [
      'another process has taken the lease',
      async () => {
        await store.leases.release(lease);
        await store.leases.acquire(['sig-2'], { ttlMs: 60_000 });
      },
      'lease-lost',
    ],
    ['another group joined the cluster', () => cloud.listed.push(groupOf({ id: 'sig-3' })), 'lease-lost'],
    ['a group left the cluster', () => cloud.listed.pop(), 'lease-lost'],
    ['the lease expires too early', () => store.leases.renew({ ...lease, ttlMs: 900 }), 'lease-lost'],
  ])('refuses, and leaves no intent, when %s', async (_, change, code) => {
    await change();
    await expect(guard()).rejects.toMatchObject({ code });
    expect(await openIntents()).toEqual([]);
  });

  it.each([
    ['another instance', { ssi: 'ssi-9', group: 'sig-2' }],
    ['this instance under an earlier lease', { number: 1 }],
    [
      'a group that another process counts to this cluster',
      { ssi: 'ssi-7', group: 'sig-7', groups: ['sig-1', 'sig-7'] },
    ],
  ])('refuses while a recycle of %s may be in progress', async (_, fields) => {
    const pending = intentOf(fields);
    await openIntent(store, pending);
    await expect(guard()).rejects.toMatchObject({ code: 'recycle-pending', exitCode: 3 });
    expect(await openIntents()).toEqual([pending]);
  });

  it('refuses while another recycle has turned root persistence off', async () => {
    const data = { target: 'ami-new', number: 1, sender: { ...ownerOf(), pid: 1 } };
    const openedAt = '2025-05-12T08:00:00.000Z';
    await openRootJournal(store, { kind: 'replace-root', group: 'sig-1', ssi: 'ssi-2', data, openedAt });
    await expect(guard()).rejects.toMatchObject({ code: 'root-given-up', exitCode: 3 });
    expect(await openIntents()).toEqual([]);
  });

  describe('when the time passes', () => {
    let time: number;
    let clock: MonotonicClock;
    beforeEach(() => {
      time = 0;
      clock = { ...monotonicClock, now: () => time };
    });

    /** Lets the time pass in the last check before the request, as often as wanted. */
    const delayLast = (passes: () => void): void => {
      const { leases } = store;
      const verify = leases.verify.bind(leases);
      leases.verify = async (...given) => {
        await verify(...given);
        passes();
      };
    };

    it('checks everything again, after what is repeated before it', async () => {
      const seen: unknown[] = [];
      delayLast(() => (time += seen.length === 0 ? 60_000 : 0));
      await guard({ clock }, { again: async () => void seen.push(reads, await openIntents()) });
      expect(seen).toEqual([2, []]);
      expect(reads).toBe(4);
      expect(await openIntents()).toEqual([intentOf()]);
    });

    it('checks everything again when the machine slept meanwhile', async () => {
      const { now } = Date;
      // The monotonic clock does not count the sleep.
      delayLast(() => (Date.now = () => now() + 5000));
      try {
        await guard({ clock });
      } finally {
        Date.now = now;
      }
      expect(reads).toBe(4);
    });

    it('counts the age of its reads from their beginning', async () => {
      whileReading = () => {
        time += 1001;
        cloud.others[0] = instanceOf({ id: 'ssi-9', state: 'PAUSED' });
      };
      await expect(guard({ clock })).rejects.toMatchObject({ code: 'other-not-active' });
      expect(await openIntents()).toEqual([]);
    });

    it('starts again when the earlier check became too old during its reads', async () => {
      let [isFresh, repeated] = [true, 0];
      whileReading = () => (isFresh = false);
      const check = { age: () => 0, isFresh: () => isFresh };
      const again = async (): Promise<void> => {
        [isFresh, repeated] = [true, repeated + 1];
      };
      await guard({ clock }, { check, again });
      expect([repeated, reads]).toEqual([1, 4]);
    });

    it.each([
      [
        'Spot',
        () => {
          const slow = (): void => {
            time += 40_000;
            whileReading = slow;
          };
          whileReading = slow;
        },
        /recently: Spot 1m20s, the store \d+ms, the health check 3s$/,
      ],
      [
        'the store',
        () => delayLast(() => (time += 50_000)),
        /recently: Spot \d+ms, the store 50s, the health check 3s$/,
      ],
    ])('refuses after a few restarts when %s is too slow', async (_, slowDown, expected) => {
      slowDown();
      const check = { age: () => 3000, isFresh: () => true };
      await expect(guard({ clock }, { check })).rejects.toMatchObject({
        code: 'checks-slow',
        exitCode: 3,
        message: expect.stringMatching(expected),
      });
      expect([reads, await openIntents()]).toEqual([8, []]);
    });

    it('refuses what no longer passes', async () => {
      delayLast(() => {
        time += 60_000;
        cloud.others[0] = instanceOf({ id: 'ssi-9', state: 'RECYCLING' });
      });
      await expect(guard({ clock })).rejects.toMatchObject({ code: 'other-not-active' });
      expect(await openIntents()).toEqual([]);
    });
  });

  it('refuses once a stop is requested', async () => {
    await expect(guard({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
    expect(await openIntents()).toEqual([]);
  });

  describe('with a stop file', () => {
    /** Guards a request; the file appears during its last read, or after it. */
    const guarded = async (appears: 'during' | 'after') => {
      const file = join(folder, 'stop');
      const stop = new AbortController();
      const stopFile = openStopFile(file, () => stop.abort());
      if (appears === 'during') whileReading = () => writeFileSync(file, '');
      await guard({ signal: stop.signal, stopFile });
      writeFileSync(file, '');
      return stop.signal;
    };

    it('refuses right before the request', async () => {
      await expect(guarded('during')).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
      expect(await openIntents()).toEqual([]);
    });

    it('does not stop once the request is sent', async () => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'performance', 'Date'] });
      const signal = await guarded('after');
      jest.advanceTimersByTime(60_000);
      jest.useRealTimers();
      expect(signal.aborted).toBe(false);
    });
  });
});
