import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plannedOf } from '../fixtures.ts';
import { amend, closeLedger, openLedger } from './ledger.ts';
import { closeAbandoned, openRecord, type RunRecord } from './run-record.ts';

const now = new Date('2026-11-23T07:05:54Z');

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runner-record-'));
  store = await openStore({ stateDir: folder, cacheDir: folder });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const begin = async (): Promise<RunRecord> => {
  const record = openRecord(store, folder, 'kafka', now);
  const ledger = openLedger({ run: record.run, cluster: 'kafka', groups: ['sig-1'], startedAt: now.toISOString() }, [
    plannedOf(),
  ]);
  await record.save(amend(ledger, 'ssi-1', { state: 'running' }));
  return record;
};
const copyOf = ({ folder: { path } }: RunRecord): unknown =>
  JSON.parse(readFileSync(join(path, 'ledger.json'), 'utf8'));

describe('openRecord', () => {
  it('keeps the ledger in the store, and a copy in a private folder', async () => {
    const record = await begin();
    expect(copyOf(record)).toEqual(await store.ledgers.get(record.run));
    expect(statSync(record.folder.path).mode & 0o777).toBe(0o700);
    expect(statSync(record.folder.events).mode & 0o777).toBe(0o600);
  });

  it('adds run and cluster to every event', async () => {
    const record = await begin();
    record.emit('instance_skipped', { ssi: 'ssi-1' }, { reason: 'up to date' });
    expect(record.events.read()).toMatchObject([{ run: record.run, cluster: 'kafka', ssi: 'ssi-1', counter: 1 }]);
  });

  it('refuses a folder that cannot be written', () => {
    expect(() => openRecord(store, join(folder, 'state.sqlite'), 'kafka', now)).toThrow(
      expect.objectContaining({ code: 'state-unwritable', exitCode: 2 }),
    );
  });
});

describe('closeAbandoned', () => {
  it('marks the instance of a dead run as interrupted, in store and folder', async () => {
    const record = await begin();
    await closeAbandoned(store, folder, ['sig-1', 'sig-2'], now);
    expect(await store.ledgers.get(record.run)).toMatchObject({
      outcome: 'interrupted',
      instances: [{ ssi: 'ssi-1', state: 'interrupted' }],
    });
    expect(copyOf(record)).toMatchObject({ outcome: 'interrupted' });
  });

  it('does not change finished runs and runs of other groups', async () => {
    const other = await begin();
    await closeAbandoned(store, folder, ['sig-9'], now);
    expect(await store.ledgers.get(other.run)).not.toHaveProperty('outcome');
    const ledger = await store.ledgers.get(other.run);
    await other.save(closeLedger(ledger!, 'failed', now));
    await closeAbandoned(store, folder, ['sig-1'], now);
    expect(await store.ledgers.get(other.run)).toMatchObject({ outcome: 'failed', instances: [{ state: 'running' }] });
  });
});
