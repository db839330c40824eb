import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { awaitedGatesOf, recordAwaitedGate, awaitsGate, closeGate } from './gate-records.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'esg-gate-'));
  store = await openStore({ stateDir: folder, cacheDir: folder });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const recycled = { group: 'sig-1', ssi: 'ssi-1', target: 'ami-new' };
const isAwaited = async (instanceId: string | null, group = 'sig-1') =>
  awaitsGate({ id: 'ssi-1', instanceId }, await awaitedGatesOf(store, [group]));

describe('the health check after a recycle', () => {
  it('is pending for the new EC2 instance until it is closed', async () => {
    await recordAwaitedGate(store, recycled, { instanceId: 'i-2' });
    expect([await isAwaited('i-2'), await isAwaited('i-3'), await isAwaited(null)]).toEqual([true, false, false]);
    expect(await isAwaited('i-2', 'sig-2')).toBe(false);
    await closeGate(store, 'ssi-1');
    expect(await isAwaited('i-2')).toBe(false);
  });

  it('is pending for the last recycle only', async () => {
    await recordAwaitedGate(store, recycled, { instanceId: 'i-2' });
    await recordAwaitedGate(store, recycled, { instanceId: 'i-3' });
    expect(await isAwaited('i-3')).toBe(true);
    expect(await awaitedGatesOf(store, ['sig-1'])).toHaveLength(1);
  });
});
