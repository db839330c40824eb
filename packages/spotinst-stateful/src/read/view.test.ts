import type { Finding } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupOf, instanceOf } from '../fixtures.ts';
import { viewCluster } from './view.ts';

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'view-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The findings about a cluster of two groups; the first does not persist addresses. */
async function findingsOf(...health: string[]): Promise<Finding[]> {
  const groups = [groupOf({ persistence: { shouldPersistPrivateIp: false } }), groupOf({ id: 'sig-2' })];
  const client = {
    accountId: 'act-1',
    getGroup: async (id: string) => groups.find((group) => group.id === id),
    listStatefulInstances: async (id: string) => [1, 2, 3].map((n) => instanceOf({ id: `${id}-${n}` })),
    listRolls: async () => [],
    listSuspensions: async () => [],
  } as Partial<SpotClient> as SpotClient;
  const members = groups.map((group) => ({ client, group }));
  const view = await viewCluster({ store }, { name: 'zk', members }, { health });
  return view.groups.flatMap(({ findings }) => findings).filter(({ code }) => code === 'address-not-persisted');
}

describe('addresses that are not persisted', () => {
  it('block a group with the ZooKeeper health check', async () =>
    expect(await findingsOf('zookeeper')).toEqual([
      expect.objectContaining({ severity: 'block', subject: 'sig-1', hint: expect.stringContaining('ZooKeeper') }),
    ]));

  it.each([{ health: [] }, { health: ['kafka'] }])('warn with other health checks: %j', async ({ health }) =>
    expect(await findingsOf(...health)).toEqual([expect.objectContaining({ severity: 'warn', subject: 'sig-1' })]),
  );
});
