import { expect, it } from '@jest/globals';
import { openCache } from './cache.ts';
import { openStore } from './store.ts';
import { runTogether } from './testing/processes.ts';
import { describeOnEachStore } from './testing/stores.ts';

describeOnEachStore('several processes at once', (place, kind) => {
  const start = <T>(count: number, command: string, argumentsOf: (n: number) => object) =>
    runTogether<T>(
      Array.from({ length: count }, (_, n) =>
        place.bench.worker(command, { url: place.url, dir: place.bench.dir, ...argumentsOf(n) }),
      ),
    );
  const open = () => openStore({ url: place.url, stateDir: place.bench.dir, cacheDir: place.bench.dir });

  it('have one winner of 100 for a lease, and each other learns the owner', async () => {
    const outcomes = (await start<string[]>(20, 'race', (n) => ({ name: `host-${n}`, contenders: 5 }))).flat();
    const [winner, ...others] = outcomes.filter((outcome) => outcome.startsWith('won '));
    expect(others).toEqual([]);
    const owner = winner!.slice('won '.length);
    const refused = new RegExp(`^lease-held: sig-1 is locked by process \\d+ on ${owner} since `);
    expect(outcomes.filter((outcome) => refused.test(outcome))).toHaveLength(99);
  });

  if (kind === 'SQLite')
    it('open new files at the same time', async () => {
      const startAt = Date.now() + 1000;
      const failures = await start<string[]>(6, 'openNewFiles', () => ({ count: 200, startAt }));
      expect(failures.flat()).toEqual([]);
    });

  it('hold overlapping sets of groups one at a time, all or none', async () => {
    const sets = [['a', 'b', 'c'], ['c', 'd'], ['b', 'd', 'e'], ['e', 'a'], ['d']];
    const outcomes = await start<{ refusals: number; violations: string[] }>(4, 'contend', (n) => ({
      sets: [...sets.slice(n), ...sets.slice(0, n)],
      wins: 40,
    }));
    expect(outcomes.flatMap(({ violations }) => violations)).toEqual([]);
    expect(outcomes.reduce((sum, { refusals }) => sum + refusals, 0)).toBeGreaterThan(0);
    const store = await open();
    expect(await store.leases.show()).toEqual([]);
    await store.close();
  });

  it('write records concurrently without losing one', async () => {
    await start(2, 'writeRecords', (n) => ({ name: `sig-${n}`, count: 100 }));
    const store = await open();
    const keys = (await store.intents.list()).map(({ key }) => key);
    const shared = await store.intents.get('shared');
    await store.close();
    const written = [0, 1].flatMap((n) => Array.from({ length: 100 }, (_, i) => `sig-${n}/${i}`));
    expect(keys).toEqual([...written, 'shared'].toSorted());
    expect(shared?.ssi).toBe('ssi-99');
  });

  it('write 4 × 500 values into the cache without an error', async () => {
    const warnings = await start<string[]>(4, 'writeCache', (n) => ({ name: `writer-${n}`, count: 500 }));
    expect(warnings.flat()).toEqual([]);
    const cache = await openCache({ url: place.url, cacheDir: place.bench.dir });
    for (let n = 0; n < 4; n += 1) expect(await cache.get(`writer-${n}/499`)).toEqual({ n: 499 });
    await cache.close();
  });
});
