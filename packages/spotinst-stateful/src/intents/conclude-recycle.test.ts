import { openStore, type Store } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextOf, groupOf, instanceOf, recycledOf } from '../fixtures.ts';
import type { RecycleOutcome } from '../verification/watch-recycle.ts';
import { awaitedGatesOf } from '../records/gate-records.ts';
import { openIntent, openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';
import { concludeRecycle } from './conclude-recycle.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conclude-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Concludes a recycle of `ssi-1`; returns the instances that need a health check, and the number of open intents. */
async function conclude(outcome: RecycleOutcome) {
  const lease = await store.leases.acquire(['sig-1'], { ttlMs: 60_000 });
  const requested = { group: 'sig-1', ssi: 'ssi-1', target: 'ami-new', requestedAt: '2025-05-12T08:00:00.000Z' };
  const intent: RecycleIntent = { ...launchOf(instanceOf()), ...requested, number: lease.number };
  await openIntent(store, intent);
  const client = { accountId: 'act-1' } as Partial<SpotClient> as SpotClient;
  const own = { client, group: groupOf() };
  await concludeRecycle(
    contextOf(store, client),
    { name: 'zk', own, members: [own] },
    { intent, outcome, lease, pollIntervalMs: 1 },
  );
  const gates = (await awaitedGatesOf(store, ['sig-1'])).map(({ ssi, data }) => `${ssi} ${data.instanceId}`);
  return { gates, open: (await openIntentsOf(store, ['sig-1'])).length };
}

const failed = (fields: object): RecycleOutcome =>
  ({ is: 'failed', code: 'volumes-changed', message: '', ...fields }) as RecycleOutcome;

describe('concludeRecycle', () => {
  it.each<[string, RecycleOutcome, string[]]>([
    [
      'records a pending health check after a verified recycle',
      { is: 'verified', after: recycledOf(), evidence: [] } as unknown as RecycleOutcome,
      ['ssi-1 i-new'],
    ],
    [
      'records a pending health check after an unverified replacement',
      failed({ isOver: true, after: recycledOf({ devices: [] }) }),
      ['ssi-1 i-new'],
    ],
    ['records no health check when the instance is unchanged', failed({ isOver: true, after: instanceOf() }), []],
    ['keeps the intent of a recycle that is not over', failed({ isOver: false, after: recycledOf() }), []],
  ])('%s', async (_, outcome, gates) =>
    expect(await conclude(outcome)).toEqual({ gates, open: outcome.is === 'failed' && !outcome.isOver ? 1 : 0 }),
  );
});
