import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plannedOf } from '../fixtures.ts';
import { closeLedger, openLedger } from './ledger.ts';
import { expiredRuns, removeExpired, retention } from './retention.ts';
import { createRunId } from './run-id.ts';

const now = new Date('2026-11-23T07:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 3_600_000);
const runOf = (days: number, change: { finishedAt?: undefined; groups?: string[] } = {}) => ({
  run: `r${days}`,
  startedAt: daysAgo(days).toISOString(),
  finishedAt: 'then',
  groups: ['sig-1'],
  ...change,
});
const recent = Array.from({ length: retention.runs }, (_, n) => runOf(n));

describe('expiredRuns', () => {
  it('keeps the newest runs, whatever their age', () =>
    expect(
      expiredRuns(
        Array.from({ length: 100 }, (_, n) => runOf(1000 + n)),
        now,
      ),
    ).toEqual([]));

  it('keeps every run of the last 90 days', () =>
    expect(
      expiredRuns(
        Array.from({ length: 300 }, (_, n) => ({ ...runOf(89), run: `r${n}` })),
        now,
      ),
    ).toEqual([]));

  it('lists runs that are older and not among the newest', () =>
    expect(expiredRuns([...recent, runOf(200), runOf(201)], now)).toEqual(['r200', 'r201']));

  it('keeps unfinished runs and the last run of each group', () =>
    expect(
      expiredRuns(
        [...recent, runOf(200, { finishedAt: undefined }), runOf(201, { groups: ['sig-2'] }), runOf(202)],
        now,
      ),
    ).toEqual(['r202']));
});

describe('removeExpired', () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'runner-retention-'));
    store = await openStore({ stateDir: folder, cacheDir: folder });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const record = async (days: number, isFinished = true): Promise<string> => {
    const started = daysAgo(days);
    const run = createRunId(started);
    const header = { run, cluster: 'kafka', groups: ['sig-1'], startedAt: started.toISOString() };
    const opened = openLedger(header, [plannedOf()]);
    const ledger = isFinished ? closeLedger(opened, 'done', started) : opened;
    await store.ledgers.put(run, ledger);
    mkdirSync(join(folder, 'runs', run), { recursive: true });
    writeFileSync(join(folder, 'runs', run, 'ledger.json'), JSON.stringify(ledger));
    return run;
  };

  it('removes ledgers and folders of expired runs, and nothing else', async () => {
    const old = await record(400);
    const open = await record(401, false);
    const kept = [open];
    for (let n = 0; n < retention.runs; n += 1) kept.push(await record(n));
    mkdirSync(join(folder, 'runs', 'notes'));
    await removeExpired(store, folder, now);
    expect((await store.ledgers.list()).map(({ key }) => key)).toEqual(kept.toSorted());
    expect(readdirSync(join(folder, 'runs')).toSorted()).toEqual([...kept, 'notes'].toSorted());
    expect(existsSync(join(folder, 'runs', old))).toBe(false);
  });

  it('keeps a folder that its ledger in the store calls unfinished', async () => {
    const run = await record(400);
    const ledger = await store.ledgers.get(run);
    await store.ledgers.put(run, { ...ledger!, finishedAt: undefined });
    for (let n = 0; n < retention.runs; n += 1) await record(n);
    await removeExpired(store, folder, now);
    expect(existsSync(join(folder, 'runs', run))).toBe(true);
  });

  it('does nothing without a run folder', async () => {
    await removeExpired(store, folder, now);
    expect(await store.ledgers.list()).toEqual([]);
  });
});
