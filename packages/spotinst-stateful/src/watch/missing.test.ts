import { openStore, type Store } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { groupOf, instanceOf } from '../fixtures.ts';
import { knownInstances } from '../lease/lease-session.ts';
import { confirmMissing } from './missing.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'missing-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Which of three instances are still expected once `ssi-2` and `ssi-3` were found missing; by the time of a read. */
async function expectedAfter(listedAt: (seconds: number) => string[]): Promise<string[]> {
  const lease = await store.leases.acquire(['sig-1'], { ttlMs: 600_000 });
  const instances = ['ssi-1', 'ssi-2', 'ssi-3'].map((id) => instanceOf({ id }));
  await store.leaseSessions.put('sig-1', { number: lease.number, instances, endedClean: false });
  let nowMs = 0;
  const client = {
    accountId: 'act-1',
    listStatefulInstances: async () => listedAt(nowMs / 1000).map((id) => instanceOf({ id })),
  } as Partial<SpotClient> as SpotClient;
  const own = { client, group: groupOf() };
  const context: Context = {
    clients: [client],
    clusters: {},
    store,
    apiUrl: 'https://api.spotinst.io',
    requestTimeoutMs: 1000,
    emit: () => {},
    report: () => {},
    clock: {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
    },
  };
  const limits = { pollIntervalMs: 5000, timeoutMs: 600_000 };
  await confirmMissing(context, { name: 'zk', own, members: [own] }, { missing: ['ssi-2', 'ssi-3'], lease, ...limits });
  return (await knownInstances(store, ['sig-1'])).map(({ id }) => id);
}

it.each<[string, (seconds: number) => string[], string[]]>([
  ['both are gone that stay left out', () => ['ssi-1'], ['ssi-1']],
  [
    'both are expected that are listed again',
    (at) => (at < 30 ? ['ssi-1'] : ['ssi-1', 'ssi-2', 'ssi-3']),
    ['ssi-1', 'ssi-2', 'ssi-3'],
  ],
  [
    'one is expected that is left out of single reads only',
    (at) => (at % 60 === 0 ? ['ssi-1'] : ['ssi-1', 'ssi-3']),
    ['ssi-1', 'ssi-2', 'ssi-3'],
  ],
  [
    'one is expected that is listed again for good',
    (at) => (at < 30 ? ['ssi-1'] : ['ssi-1', 'ssi-3']),
    ['ssi-1', 'ssi-3'],
  ],
])('of two that are missing, %s', async (_, listedAt, expected) =>
  expect(await expectedAfter(listedAt)).toEqual(expected),
);
