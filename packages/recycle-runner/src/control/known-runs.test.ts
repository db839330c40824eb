import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, openStore, type Store } from '@esg-recycler/esg-store';
import { followRun } from './follow-run.ts';
import { knownRuns, liveRun, runsNamed, shownRuns } from './known-runs.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'known-runs-'));
  store = await openStore({ stateDir: folder, cacheDir: folder });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const ledgerOf = (change: Partial<Ledger>): Ledger => ({
  run: 'r',
  cluster: 'kafka',
  groups: ['sig-1'],
  target: {},
  startedAt: '2026-11-28T20:00:00.000Z',
  instances: [],
  ...change,
});
const line = (counter: number) => ({ counter, created: 't', text: `line ${counter}` });

/** An ended run of kafka, a live one of kafka, and a live one of zookeeper. */
async function fill(): Promise<void> {
  const kafka = await store.leases.acquire(['sig-1', 'sig-2'], { ttlMs: 60_000 });
  const zookeeper = await store.leases.acquire(['sig-3'], { ttlMs: 60_000 });
  const end = { finishedAt: '2026-11-28T19:00:00.000Z', outcome: 'done' };
  await store.ledgers.put('r1-aa', ledgerOf({ run: 'r1-aa', startedAt: '2026-11-28T18:00:00.000Z', ...end }));
  await store.ledgers.put('r2-bb', ledgerOf({ run: 'r2-bb', groups: ['sig-1', 'sig-2'] }));
  await store.ledgers.put('r3-cc', ledgerOf({ run: 'r3-cc', cluster: 'zookeeper', groups: ['sig-3'] }));
  const common = { operator: 'a@b', pid: 1, lines: [line(1), line(2)] };
  await store.statuses.put('r2-bb', {
    ...common,
    run: 'r2-bb',
    lease: kafka.number,
    groupNames: ['kafka a', 'kafka b'],
  });
  await store.statuses.put('r3-cc', { ...common, run: 'r3-cc', lease: zookeeper.number, groupNames: ['zk'] });
}

describe('a run', () => {
  beforeEach(fill);

  it.each([
    ['r2-bb', ['r2-bb']],
    ['r2', ['r2-bb']],
    ['r', ['r1-aa', 'r2-bb', 'r3-cc']],
    ['kafka', ['r1-aa', 'r2-bb']],
    ['sig-2', ['r2-bb']],
    ['kafka b', ['r2-bb']],
    ['zk', ['r3-cc']],
    ['nothing', []],
  ])('is named by %s', async (name, expected) =>
    expect(runsNamed(await knownRuns(store), name).map(({ ledger }) => ledger.run)).toEqual(expected),
  );

  it.each([
    ['r2', 'r2-bb'],
    ['kafka', 'r2-bb'],
    ['zookeeper', 'r3-cc'],
  ])('in progress is found by %s', async (name, expected) =>
    expect(liveRun(await knownRuns(store), name).ledger.run).toBe(expected),
  );

  it.each([
    [undefined, 'run-ambiguous', /r2-bb \(kafka\), r3-cc \(zookeeper\)/],
    ['r', 'run-ambiguous', /Several runs match/],
    ['r1', 'run-ended', /it ended at 2026-11-28T19:00:00.000Z: done/],
    ['typo', 'run-unknown', /No run recorded in this store matches "typo"/],
  ])('in progress is not found by %s', async (name, code, message) => {
    const runs = await knownRuns(store);
    expect(() => liveRun(runs, name)).toThrow(
      expect.objectContaining({ code, exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  it('is not in progress once another run has its lease', async () => {
    const [lease] = await store.leases.show(['sig-1']);
    await store.leases.release(lease!);
    await store.leases.acquire(['sig-1', 'sig-2'], { ttlMs: 60_000 });
    const runs = await knownRuns(store);
    expect(runs.map(({ ledger, isLive }) => [ledger.run, isLive])).toEqual([
      ['r1-aa', false],
      ['r2-bb', false],
      ['r3-cc', true],
    ]);
    expect(() => liveRun(runs, 'kafka')).toThrow(/its process has ended or its lease has expired/);
  });

  it('is shown when it is in progress, or the last of a named cluster', async () => {
    const runs = await knownRuns(store);
    const shown = (name?: string) => shownRuns(runs, name).map(({ ledger }) => ledger.run);
    expect(shown()).toEqual(['r2-bb', 'r3-cc']);
    expect(shown('kafka')).toEqual(['r2-bb']);
    expect(shown('r1')).toEqual(['r1-aa']);
    expect(() => shown('typo')).toThrow(expect.objectContaining({ code: 'run-unknown' }));
  });

  it('is followed until it ends, each line once', async () => {
    const written: number[] = [];
    const status = (await store.statuses.get('r2-bb'))!;
    const steps = [
      () => store.statuses.put('r2-bb', { ...status, lines: [line(2), line(3)] }),
      () => store.ledgers.update('r2-bb', (ledger) => ({ ...ledger!, finishedAt: 't', outcome: 'done' })),
      // The last line is written after the ledger.
      () => store.statuses.put('r2-bb', { ...status, lines: [line(3), line(4)] }),
    ];
    const end = await followRun(store, 'r2-bb', {
      write: ({ counter }) => void written.push(counter),
      pause: async () => steps.shift()?.(),
    });
    expect(written).toEqual([1, 2, 3, 4]);
    expect(end).toMatchObject({ state: 'ended', outcome: 'done' });
  });
});

it('no run is in progress in an empty store', async () => {
  expect(() => liveRun([], undefined)).toThrow(
    expect.objectContaining({ code: 'run-unknown', message: 'No run is in progress in this store' }),
  );
  expect(shownRuns(await knownRuns(store), undefined)).toEqual([]);
});
