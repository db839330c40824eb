import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import type { Group, SpotClient, StatefulInstance, Suspension } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Context } from '../../context.ts';
import * as fixtures from '../../fixtures.ts';
import { type BeforeGuard, guardRecycle } from '../guard.ts';
import { openIntentsOf, type RecycleIntent } from '../../records/intents.ts';

interface Scene {
  folder: string;
  store: Store;
  lease: Lease;
  /** How often the group was read. */
  reads: number;
  /** Called by the next read of deployments, which is then the last of the parallel reads to end. */
  whileReading: () => unknown;
  /** What Spot reports. */
  cloud: {
    group: Group;
    instances: StatefulInstance[];
    others: StatefulInstance[];
    suspended: Suspension[];
    listed: Group[];
  };
}

/** Every test has a new one. */
export const scene = {} as Scene;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'guard-'));
  const store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  Object.assign(scene, {
    folder,
    store,
    lease: await store.leases.acquire(['sig-1', 'sig-2'], { ttlMs: 60_000 }),
    reads: 0,
    whileReading: () => {},
    cloud: {
      group: fixtures.groupOf(),
      instances: [fixtures.instanceOf(), fixtures.instanceOf({ id: 'ssi-2' })],
      others: [fixtures.instanceOf({ id: 'ssi-9' })],
      suspended: [],
      listed: [fixtures.groupOf(), fixtures.groupOf({ id: 'sig-2' })],
    },
  } satisfies Scene);
});
afterEach(async () => {
  await scene.store.close();
  rmSync(scene.folder, { recursive: true, force: true });
});

export const intentOf = (fields: Partial<RecycleIntent> = {}): RecycleIntent =>
  fixtures.intentOf(scene.lease.number, fields);

/** Guards a recycle of a cluster that was read before; a new read shows what `cloud` holds now. */
export function guard(context: Partial<Context> = {}, before: Partial<BeforeGuard> = {}): Promise<void> {
  const client = {
    accountId: 'act-1',
    getGroup: async () => {
      scene.reads += 1;
      return scene.cloud.group;
    },
    listStatefulInstances: async (id: string) => (id === 'sig-1' ? scene.cloud.instances : scene.cloud.others),
    listLogs: async () => [],
    listRolls: async () => {
      await setImmediate();
      const during = scene.whileReading;
      scene.whileReading = () => {};
      await during();
      return [];
    },
    listSuspensions: async () => scene.cloud.suspended,
    listGroups: async () => ({ groups: scene.cloud.listed, unreadable: [] }),
  } as Partial<SpotClient> as SpotClient;
  const own = { client, group: fixtures.groupOf() };
  const members = [own, { client, group: fixtures.groupOf({ id: 'sig-2' }) }];
  const cluster: Cluster = { name: 'zk', own, members, selectors: ['zoo*'] };
  return guardRecycle(
    fixtures.contextOf(scene.store, client, context),
    cluster,
    { intent: intentOf(), lease: scene.lease },
    { again: async () => {}, ...before },
  );
}

export const openIntents = () => openIntentsOf(scene.store, ['sig-1', 'sig-2']);
