import { openStore, ownerOf, type Store } from '@esg-recycler/esg-store';
import { redisServer, startRedis } from '@esg-recycler/esg-store/testing';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Member } from '../cluster/cluster.ts';
import { groupOf, instanceOf } from '../fixtures.ts';
import {
  beginLeaseSession,
  endLeaseSession,
  endWatch,
  isServerNew,
  readCluster,
  unsettledRead,
} from './lease-session.ts';

const groups = ['sig-1'];
const client = { listStatefulInstances: async () => [instanceOf()] } as Partial<SpotClient> as SpotClient;
const cluster: { members: Member[] } = { members: [{ client, group: groupOf() }] };

async function begin(store: Store, host: string) {
  const lease = await store.leases.acquire(groups, { owner: { ...ownerOf(), host }, ttlMs: 60_000 });
  await beginLeaseSession(store, cluster, lease);
  return lease;
}

(redisServer ? describe : describe.skip)('a Redis that lost a lease in use', () => {
  it('makes the next run wait', async () => {
    // With snapshots only, a killed server starts with the records of the last one.
    const server = await startRedis({ args: ['--appendonly', 'no'] });
    const open = () => openStore({ url: server.url, stateDir: tmpdir(), cacheDir: tmpdir() });
    const [one, other] = [await open(), await open()];
    const finished = await begin(one, 'one');
    await endWatch(one, await readCluster(cluster), finished);
    await endLeaseSession(one, groups, finished);
    await one.leases.release(finished);
    expect(spawnSync('redis-cli', ['-u', server.url, 'save']).status).toBe(0);

    const lost = await begin(one, 'one');
    expect(await unsettledRead(one, groups, lost)).toBeUndefined();
    await server.kill();
    await server.restart();
    const taken = await begin(other, 'other');
    expect(await unsettledRead(other, groups, taken)).toBeDefined();
    expect(await isServerNew(other, groups, taken)).toBe(true);
    await expect(one.leases.verify(lost, groups, { remainingMs: 0 })).rejects.toMatchObject({ code: 'lease-lost' });

    for (const store of [one, other]) await store.close();
    await server.stop();
  });
});
