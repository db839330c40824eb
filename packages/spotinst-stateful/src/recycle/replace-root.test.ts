import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import { type Group, type SpotClient, SpotError, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { contextOf, groupOf, instanceOf } from '../fixtures.ts';
import { openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';
import { restoreRootPersistence } from '../root/restore-root-persistence.ts';
import { disableRootPersistence } from '../root/disable-root-persistence.ts';
import { requestRecycle } from './request-recycle.ts';
import { openRootJournal, type RootJournal, rootRecordsOf } from '../records/root-records.ts';

const settleMs = 1200;
const lost = () => new SpotError('no answer', { code: 'spot-timeout', outcome: 'unknown' });
const refusal = () => new SpotError('a roll is running', { code: 'spot-refused', outcome: 'refused', exitCode: 1 });

/** The result of an update of the group. */
type Fate = 'done' | 'answer lost' | 'lost' | 'refused';

let folder: string;
let store: Store;
let lease: Lease;
let time: number;
/** All requests that were sent. */
let sent: string[];
let patches: object[];
let isOn: boolean;
let fates: Fate[];
let instances: StatefulInstance[];
/** Called before the next read of the group. */
let meanwhile: (() => void) | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replace-root-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  lease = await store.leases.acquire(['sig-1'], { ttlMs: 60_000 });
  [time, sent, patches, isOn, fates] = [0, [], [], true, []];
  instances = [instanceOf(), instanceOf({ id: 'ssi-2' })];
  meanwhile = undefined;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const group = (): Group => groupOf({ persistence: { shouldPersistRootDevice: isOn } });

const client = {
  accountId: 'act-1',
  async getGroup() {
    meanwhile?.();
    meanwhile = undefined;
    return group();
  },
  listStatefulInstances: async () => instances,
  listRolls: async () => [],
  listSuspensions: async () => [],
  listLogs: async () => [],
  listEvents: async () => [],
  async updateGroup(_id, patch, { beforeSend } = {}) {
    await beforeSend?.();
    const { shouldPersistRootDevice } = (patch as { strategy: { persistence: { shouldPersistRootDevice: boolean } } })
      .strategy.persistence;
    patches.push(patch);
    sent.push(shouldPersistRootDevice ? 'on' : 'off');
    const fate = fates.shift() ?? 'done';
    if (fate === 'refused') throw refusal();
    if (fate !== 'lost') isOn = shouldPersistRootDevice;
    if (fate !== 'done') throw lost();
    return group();
  },
  async recycleStatefulInstance(_id, ssi, { beforeSend } = {}) {
    await beforeSend?.();
    sent.push(`recycle ${ssi}`);
  },
} as Partial<SpotClient> as SpotClient;

const own = { client, group: groupOf() };
const cluster: Cluster = { name: 'zk', own, members: [own] };

/** Time passes only by waiting. */
const clock = {
  now: () => time,
  sleep: async (ms: number) => {
    time += ms;
  },
};
const context = (fields: Partial<Context> = {}): Context => contextOf(store, client, { clock, ...fields });

const requestOf = () => {
  const intent: RecycleIntent = {
    ...launchOf(instanceOf()),
    group: 'sig-1',
    ssi: 'ssi-1',
    target: 'ami-new',
    requestedAt: '2025-05-12T08:00:00.000Z',
    number: lease.number,
    replaceRoot: true,
  };
  return { intent, lease, pollIntervalMs: 100 };
};
const disable = (fields?: Partial<Context>) => disableRootPersistence(context(fields), cluster, requestOf());
const request = (fields?: Partial<Context>) => requestRecycle(context(fields), cluster, requestOf());
const restore = () => restoreRootPersistence(context(), cluster, { lease, pollIntervalMs: 100, groups: ['sig-1'] });
const journals = async () => (await rootRecordsOf(store, ['sig-1'])).journals;

describe('disableRootPersistence', () => {
  it('records the change, and verifies it in the group', async () => {
    await disable();
    expect([sent, isOn]).toEqual([['off'], false]);
    expect(patches).toEqual([{ strategy: { persistence: { shouldPersistRootDevice: false } } }]);
    expect(await journals()).toMatchObject([
      {
        kind: 'replace-root',
        group: 'sig-1',
        ssi: 'ssi-1',
        data: { target: 'ami-new' },
      },
    ]);
  });

  it.each<[string, Fate[], string[]]>([
    ['the response is lost', ['answer lost'], ['off']],
    ['the request is lost, by a second one', ['lost'], ['off', 'off']],
  ])('succeeds when %s', async (_, given, expected) => {
    fates = given;
    await disable();
    expect([sent, isOn]).toEqual([expected, false]);
  });

  it('fails without a record when Spot refuses the update', async () => {
    fates = ['refused'];
    await expect(disable()).rejects.toMatchObject({ code: 'root-persistence-refused', exitCode: 3 });
    expect([sent, await journals()]).toEqual([['off'], []]);
  });

  it('fails after three lost requests, once persistence is confirmed on', async () => {
    fates = ['lost', 'lost', 'lost'];
    await expect(disable()).rejects.toMatchObject({ code: 'root-persistence-refused', findings: [] });
    expect([sent, isOn, await journals()]).toEqual([['off', 'off', 'off'], true, []]);
    expect(time).toBeGreaterThanOrEqual(settleMs);
  });

  it('fails after a lost and a refused request, once persistence is confirmed on', async () => {
    fates = ['lost', 'refused'];
    await expect(disable()).rejects.toMatchObject({ code: 'root-persistence-refused', findings: [] });
    expect([sent, isOn, await journals()]).toEqual([['off', 'off'], true, []]);
    expect(time).toBeGreaterThanOrEqual(settleMs);
  });

  it.each<[string, () => unknown, string]>([
    [
      'another instance is PAUSED',
      () => (instances[1] = instanceOf({ id: 'ssi-2', state: 'PAUSED' })),
      'other-not-active',
    ],
    ['the instance was replaced', () => (instances[0] = instanceOf({ instanceId: 'i-9' })), 'instance-changed'],
    ['the lease is lost', () => store.leases.release(lease), 'lease-lost'],
  ])('changes nothing when %s', async (_, change, code) => {
    await change();
    await expect(disable()).rejects.toMatchObject({ code });
    expect([sent, await journals()]).toEqual([[], []]);
  });

  it('changes nothing when root volumes are not persisted', async () => {
    isOn = false;
    await disable();
    expect([sent, await journals()]).toEqual([[], []]);
  });
});

describe('a recycle that replaces the root volume', () => {
  it('is requested right after the update, with open intent and journal', async () => {
    expect(await request()).toBeUndefined();
    expect(sent).toEqual(['off', 'recycle ssi-1']);
    expect(await openIntentsOf(store, ['sig-1'])).toHaveLength(1);
    expect(await journals()).toHaveLength(1);
  });

  it('is refused, and restores persistence, when another instance goes down', async () => {
    const report = (): void => {
      if (!isOn) instances[1] = instanceOf({ id: 'ssi-2', state: 'RECYCLING' });
    };
    await expect(request({ report })).rejects.toMatchObject({ code: 'other-not-active', exitCode: 3 });
    expect([sent, isOn, await journals()]).toEqual([['off', 'on'], true, []]);
    expect(await openIntentsOf(store, ['sig-1'])).toEqual([]);
  });

  it('is refused when somebody turns root persistence on again', async () => {
    const report = (): void => {
      meanwhile = () => {
        isOn = true;
      };
    };
    await expect(request({ report })).rejects.toMatchObject({ code: 'root-persisted' });
    expect([sent, await journals()]).toEqual([['off'], []]);
  });

  it('is refused while another recycle has turned root persistence off', async () => {
    await disable();
    await expect(request()).rejects.toMatchObject({ code: 'root-given-up', exitCode: 3 });
    expect([sent, isOn]).toEqual([['off'], false]);
    expect(await journals()).toHaveLength(1);
  });

  it('is refused while another such recycle is in progress', async () => {
    await request();
    await expect(request()).rejects.toMatchObject({ code: 'recycle-pending', exitCode: 3 });
    expect([sent, isOn]).toEqual([['off', 'recycle ssi-1'], false]);
    expect(await journals()).toHaveLength(1);
  });

  it('is requested once by two simultaneous requests under the same lease', async () => {
    const ends = await Promise.allSettled([request(), request()]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([sent, isOn]).toEqual([['off', 'recycle ssi-1'], false]);
  });

  it('reports root persistence that cannot be restored', async () => {
    const report = (): void => {
      instances[1] = instanceOf({ id: 'ssi-2', state: 'RECYCLING' });
    };
    fates = ['done', ...Array.from({ length: 99 }, () => 'refused' as const)];
    const findings = [
      expect.objectContaining({ code: 'other-not-active' }),
      expect.objectContaining({ code: 'root-not-restored' }),
    ];
    await expect(request({ report })).rejects.toMatchObject({
      code: 'other-not-active',
      findings: expect.arrayContaining(findings),
    });
    expect(await journals()).toHaveLength(1);
  });
});

describe('restoreRootPersistence', () => {
  const interrupt = async (): Promise<void> => {
    const journal: RootJournal = {
      kind: 'replace-root',
      group: 'sig-1',
      ssi: 'ssi-1',
      data: {
        target: 'ami-new',
        number: 1,
      },
      openedAt: '2025-05-12T08:00:00.000Z',
    };
    await openRootJournal(store, journal);
  };

  it.each<[string, Fate[], string[]]>([
    ['at once', [], ['on']],
    ['when the response is lost', ['answer lost'], ['on']],
    ['when requests are lost, by a later one', ['lost', 'lost'], ['on', 'on', 'on']],
    ['once a deployment that blocks it has ended', ['refused', 'refused'], ['on', 'on', 'on']],
  ])('succeeds %s', async (_, given, expected) => {
    await interrupt();
    isOn = false;
    fates = given;
    expect(await restore()).toEqual([]);
    expect([sent, isOn, await journals()]).toEqual([expected, true, []]);
  });

  it('sends nothing when persistence stays on for the settle time', async () => {
    await interrupt();
    expect(await restore()).toEqual([]);
    expect([sent, await journals()]).toEqual([[], []]);
    expect(time).toBeGreaterThanOrEqual(settleMs);
  });

  it('waits for an update that takes effect late', async () => {
    await interrupt();
    const sleep = async (ms: number): Promise<void> => {
      time += ms;
      if (time === 500) isOn = false;
    };
    const slow = context({ clock: { now: () => time, sleep } });
    expect(await restoreRootPersistence(slow, cluster, { lease, pollIntervalMs: 100, groups: ['sig-1'] })).toEqual([]);
    expect([sent, isOn]).toEqual([['on'], true]);
  });

  it('reports a failure, and keeps the record', async () => {
    await interrupt();
    isOn = false;
    fates = Array.from({ length: 99 }, () => 'refused');
    expect(await restore()).toMatchObject([
      { code: 'root-not-restored', severity: 'block', hint: expect.stringContaining('recover --esg sig-1') },
    ]);
    expect(await journals()).toHaveLength(1);
  });

  it('sends nothing without the lease', async () => {
    await interrupt();
    isOn = false;
    await store.leases.release(lease);
    await expect(restore()).rejects.toMatchObject({ code: 'lease-lost' });
    expect([sent, await journals()]).toMatchObject([[], [{}]]);
  });

  it('does not change other groups', async () => {
    await interrupt();
    isOn = false;
    expect(await restoreRootPersistence(context(), cluster, { lease, pollIntervalMs: 100, groups: [] })).toEqual([]);
    expect(sent).toEqual([]);
  });
});
