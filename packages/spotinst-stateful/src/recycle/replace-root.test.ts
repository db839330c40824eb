import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import { type Group, type SpotClient, SpotError, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { groupOf, instanceOf } from '../fixtures.ts';
import { openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';
import { putRootsBack } from '../root/put-root-back.ts';
import { giveUpRoot } from '../root/replace-root.ts';
import { requestRecycle } from './request-recycle.ts';
import { openRootJournal, type RootJournal, rootRecordsOf } from '../records/root-records.ts';

const settleMs = 1200;
const lost = () => new SpotError('no answer', { code: 'spot-timeout', outcome: 'unknown' });
const refusal = () => new SpotError('a roll is running', { code: 'spot-refused', outcome: 'refused', exitCode: 1 });

/** What becomes of a change of the group: done, done though its answer is lost, or one of the failures. */
type Fate = 'done' | 'answer lost' | 'lost' | 'refused';

let folder: string;
let store: Store;
let lease: Lease;
let time: number;
/** Everything that was sent. */
let sent: string[];
let patches: object[];
let isOn: boolean;
let fates: Fate[];
let instances: StatefulInstance[];
/** What happens before the next read of the group. */
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

const contextOf = (fields: Partial<Context> = {}): Context => ({
  clients: [client],
  clusters: {},
  store,
  apiUrl: 'http://127.0.0.1',
  requestTimeoutMs: 1000,
  emit: () => {},
  report: () => {},
  clock: {
    now: () => time,
    sleep: async (ms) => {
      time += ms;
    },
  },
  ...fields,
});

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
const giveUp = (fields?: Partial<Context>) => giveUpRoot(contextOf(fields), cluster, requestOf());
const request = (fields?: Partial<Context>) => requestRecycle(contextOf(fields), cluster, requestOf());
const putBack = () => putRootsBack(contextOf(), cluster, { lease, pollIntervalMs: 100, groups: ['sig-1'] });
const journals = async () => (await rootRecordsOf(store, ['sig-1'])).journals;

describe('giving a root volume up', () => {
  it('is on record with what was before, and seen in the group', async () => {
    await giveUp();
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
    ['its answer is lost', ['answer lost'], ['off']],
    ['it is lost, and asked for again', ['lost'], ['off', 'off']],
  ])('is done when %s', async (_, given, expected) => {
    fates = given;
    await giveUp();
    expect([sent, isOn]).toEqual([expected, false]);
  });

  it('is refused, with nothing on record, when Spot refuses it', async () => {
    fates = ['refused'];
    await expect(giveUp()).rejects.toMatchObject({ code: 'root-persistence-refused', exitCode: 3 });
    expect([sent, await journals()]).toEqual([['off'], []]);
  });

  it('is given up itself when it is lost again and again, once it is certain to be on', async () => {
    fates = ['lost', 'lost', 'lost'];
    await expect(giveUp()).rejects.toMatchObject({ code: 'root-persistence-refused', findings: [] });
    expect([sent, isOn, await journals()]).toEqual([['off', 'off', 'off'], true, []]);
    expect(time).toBeGreaterThanOrEqual(settleMs);
  });

  it('is refused only once it is certain to be on, when Spot refuses it after a lost answer', async () => {
    fates = ['lost', 'refused'];
    await expect(giveUp()).rejects.toMatchObject({ code: 'root-persistence-refused', findings: [] });
    expect([sent, isOn, await journals()]).toEqual([['off', 'off'], true, []]);
    expect(time).toBeGreaterThanOrEqual(settleMs);
  });

  it.each<[string, () => unknown, string]>([
    ['another is out', () => (instances[1] = instanceOf({ id: 'ssi-2', state: 'PAUSED' })), 'other-not-active'],
    ['it was replaced', () => (instances[0] = instanceOf({ instanceId: 'i-9' })), 'instance-changed'],
    ['the lease is lost', () => store.leases.release(lease), 'lease-lost'],
  ])('changes nothing when %s', async (_, change, code) => {
    await change();
    await expect(giveUp()).rejects.toMatchObject({ code });
    expect([sent, await journals()]).toEqual([[], []]);
  });

  it('changes nothing where it is not persisted', async () => {
    isOn = false;
    await giveUp();
    expect([sent, await journals()]).toEqual([[], []]);
  });
});

describe('a recycle that gives the root volume up', () => {
  it('is requested right after, with intent and journal open', async () => {
    expect(await request()).toBeUndefined();
    expect(sent).toEqual(['off', 'recycle ssi-1']);
    expect(await openIntentsOf(store, ['sig-1'])).toHaveLength(1);
    expect(await journals()).toHaveLength(1);
  });

  it('is refused, and the root volume persisted again, when another goes out in between', async () => {
    const report = (): void => {
      if (!isOn) instances[1] = instanceOf({ id: 'ssi-2', state: 'RECYCLING' });
    };
    await expect(request({ report })).rejects.toMatchObject({ code: 'other-not-active', exitCode: 3 });
    expect([sent, isOn, await journals()]).toEqual([['off', 'on'], true, []]);
    expect(await openIntentsOf(store, ['sig-1'])).toEqual([]);
  });

  it('is refused when somebody turns the persistence on again in between', async () => {
    const report = (): void => {
      meanwhile = () => {
        isOn = true;
      };
    };
    await expect(request({ report })).rejects.toMatchObject({ code: 'root-persisted' });
    expect([sent, await journals()]).toEqual([['off'], []]);
  });

  it('is refused, and changes nothing, while another has given them up', async () => {
    await giveUp();
    await expect(request()).rejects.toMatchObject({ code: 'root-given-up', exitCode: 3 });
    expect([sent, isOn]).toEqual([['off'], false]);
    expect(await journals()).toHaveLength(1);
  });

  it('is refused, and changes nothing, while another that gave them up is under way', async () => {
    await request();
    await expect(request()).rejects.toMatchObject({ code: 'recycle-pending', exitCode: 3 });
    expect([sent, isOn]).toEqual([['off', 'recycle ssi-1'], false]);
    expect(await journals()).toHaveLength(1);
  });

  it('is requested once by two that ask at the same moment under one lease', async () => {
    const ends = await Promise.allSettled([request(), request()]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([sent, isOn]).toEqual([['off', 'recycle ssi-1'], false]);
  });

  it('tells what is left when it cannot be put back', async () => {
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

describe('putting it back', () => {
  const leaveBehind = async (): Promise<void> => {
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
    ['when its answer is lost', ['answer lost'], ['on']],
    ['when it is lost, at the next attempt', ['lost', 'lost'], ['on', 'on', 'on']],
    ['when a deployment ends that was in its way', ['refused', 'refused'], ['on', 'on', 'on']],
  ])('is done %s', async (_, given, expected) => {
    await leaveBehind();
    isOn = false;
    fates = given;
    expect(await putBack()).toEqual([]);
    expect([sent, isOn, await journals()]).toEqual([expected, true, []]);
  });

  it('writes nothing where somebody has done it, once that has stood for the settle time', async () => {
    await leaveBehind();
    expect(await putBack()).toEqual([]);
    expect([sent, await journals()]).toEqual([[], []]);
    expect(time).toBeGreaterThanOrEqual(settleMs);
  });

  it('waits for a request to turn it off that takes effect late', async () => {
    await leaveBehind();
    const sleep = async (ms: number): Promise<void> => {
      time += ms;
      if (time === 500) isOn = false;
    };
    const context = contextOf({ clock: { now: () => time, sleep } });
    expect(await putRootsBack(context, cluster, { lease, pollIntervalMs: 100, groups: ['sig-1'] })).toEqual([]);
    expect([sent, isOn]).toEqual([['on'], true]);
  });

  it('gives up in the end, says so, and stays on record', async () => {
    await leaveBehind();
    isOn = false;
    fates = Array.from({ length: 99 }, () => 'refused');
    expect(await putBack()).toMatchObject([
      { code: 'root-not-restored', severity: 'block', hint: expect.stringContaining('doctor --esg sig-1') },
    ]);
    expect(await journals()).toHaveLength(1);
  });

  it('sends nothing without the lease', async () => {
    await leaveBehind();
    isOn = false;
    await store.leases.release(lease);
    await expect(putBack()).rejects.toMatchObject({ code: 'lease-lost' });
    expect([sent, await journals()]).toMatchObject([[], [{}]]);
  });

  it('leaves other groups alone', async () => {
    await leaveBehind();
    isOn = false;
    expect(await putRootsBack(contextOf(), cluster, { lease, pollIntervalMs: 100, groups: [] })).toEqual([]);
    expect(sent).toEqual([]);
  });
});
