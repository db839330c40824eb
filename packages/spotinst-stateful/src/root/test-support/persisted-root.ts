import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import { type Group, type SpotClient, SpotError, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Context } from '../../context.ts';
import { contextOf, groupOf, instanceOf, intentOf } from '../../fixtures.ts';
import { rootRecordsOf } from '../../records/root-records.ts';
import { disableRootPersistence } from '../disable-root-persistence.ts';
import { restoreRootPersistence } from '../restore-root-persistence.ts';

export const settleMs = 1200;
const lost = () => new SpotError('no answer', { code: 'spot-timeout', outcome: 'unknown' });
const refusal = () => new SpotError('a roll is running', { code: 'spot-refused', outcome: 'refused', exitCode: 1 });

/** The result of an update of the group. */
export type Fate = 'done' | 'answer lost' | 'lost' | 'refused';

/** What the tests see and change. New for each test. */
interface Scene {
  store: Store;
  lease: Lease;
  time: number;
  /** All requests that were sent. */
  sent: string[];
  patches: object[];
  isOn: boolean;
  fates: Fate[];
  instances: StatefulInstance[];
  /** Called before the next read of the group. */
  meanwhile: (() => void) | undefined;
}

let folder: string;
export const scene = {} as Scene;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replace-root-'));
  scene.store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  scene.lease = await scene.store.leases.acquire(['sig-1'], { ttlMs: 60_000 });
  [scene.time, scene.sent, scene.patches, scene.isOn, scene.fates] = [0, [], [], true, []];
  scene.instances = [instanceOf(), instanceOf({ id: 'ssi-2' })];
  scene.meanwhile = undefined;
});
afterEach(async () => {
  await scene.store.close();
  rmSync(folder, { recursive: true, force: true });
});

const group = (): Group => groupOf({ persistence: { shouldPersistRootDevice: scene.isOn } });

const client = {
  accountId: 'act-1',
  async getGroup() {
    scene.meanwhile?.();
    scene.meanwhile = undefined;
    return group();
  },
  listStatefulInstances: async () => scene.instances,
  listRolls: async () => [],
  listSuspensions: async () => [],
  listLogs: async () => [],
  listEvents: async () => [],
  async updateGroup(_id, patch, { beforeSend } = {}) {
    await beforeSend?.();
    const { shouldPersistRootDevice } = (patch as { strategy: { persistence: { shouldPersistRootDevice: boolean } } })
      .strategy.persistence;
    scene.patches.push(patch);
    scene.sent.push(shouldPersistRootDevice ? 'on' : 'off');
    const fate = scene.fates.shift() ?? 'done';
    if (fate === 'refused') throw refusal();
    if (fate !== 'lost') scene.isOn = shouldPersistRootDevice;
    if (fate !== 'done') throw lost();
    return group();
  },
  async recycleStatefulInstance(_id, ssi, { beforeSend } = {}) {
    await beforeSend?.();
    scene.sent.push(`recycle ${ssi}`);
  },
} as Partial<SpotClient> as SpotClient;

const own = { client, group: groupOf() };
export const cluster: Cluster = { name: 'zk', own, members: [own] };

/** Time passes only by waiting. */
const clock = {
  now: () => scene.time,
  sleep: async (ms: number) => {
    scene.time += ms;
  },
};
export const context = (fields: Partial<Context> = {}): Context => contextOf(scene.store, client, { clock, ...fields });

export const requestOf = () => {
  const intent = intentOf(scene.lease.number, { replaceRoot: true });
  return { intent, lease: scene.lease, pollIntervalMs: 100 };
};
export const disable = (fields?: Partial<Context>) => disableRootPersistence(context(fields), cluster, requestOf());
export const restore = () =>
  restoreRootPersistence(context(), cluster, { lease: scene.lease, pollIntervalMs: 100, groups: ['sig-1'] });
export const journals = async () => (await rootRecordsOf(scene.store, ['sig-1'])).journals;
