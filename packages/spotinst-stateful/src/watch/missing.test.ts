import { openStore, type Store } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextOf, groupOf, instanceOf } from '../fixtures.ts';
import { recordedInstances } from '../lease/lease-session.ts';
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

/** The recorded instances after `ssi-2` and `ssi-3` were missing, given what Spot lists at each second. */
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
  const sleep = async (ms: number): Promise<void> => {
    nowMs += ms;
  };
  const context = contextOf(store, client, { apiUrl: 'https://api.spotinst.io', clock: { now: () => nowMs, sleep } });
  const limits = { pollIntervalMs: 5000, timeoutMs: 600_000 };
  await confirmMissing(context, { name: 'zk', own, members: [own] }, { missing: ['ssi-2', 'ssi-3'], lease, ...limits });
  return (await recordedInstances(store, ['sig-1'])).map(({ id }) => id);
}

it.each<[string, (seconds: number) => string[], string[]]>([
  ['forgets both when both stay unlisted', () => ['ssi-1'], ['ssi-1']],
  [
    'keeps both when both are listed again',
    (at) => (at < 30 ? ['ssi-1'] : ['ssi-1', 'ssi-2', 'ssi-3']),
    ['ssi-1', 'ssi-2', 'ssi-3'],
  ],
  [
    'keeps one that only single reads omit',
    (at) => (at % 60 === 0 ? ['ssi-1'] : ['ssi-1', 'ssi-3']),
    ['ssi-1', 'ssi-2', 'ssi-3'],
  ],
  ['keeps one that is listed again', (at) => (at < 30 ? ['ssi-1'] : ['ssi-1', 'ssi-3']), ['ssi-1', 'ssi-3']],
])('confirmMissing %s', async (_, listedAt, expected) => expect(await expectedAfter(listedAt)).toEqual(expected));
