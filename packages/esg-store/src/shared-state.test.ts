import { beforeEach, expect, it } from '@jest/globals';
import { startPostgres, startRedis } from './testing/servers.ts';
import { describeOnEachStore } from './testing/stores.ts';
import { connectPostgres } from './state/connect-postgres.ts';
import { connectRedis } from './state/connect-redis.ts';
import type { Change, StateBackend } from './state/state-backend.ts';

const put = (key: string, value: unknown, namespace = 'a'): Change => ({ namespace, key, text: JSON.stringify(value) });
const write = (backend: StateBackend, ...changes: Change[]) =>
  backend.change([], () => ({ result: undefined, changes }));
const read = async (backend: StateBackend, key?: string, namespace = 'a') =>
  (await backend.read([{ namespace, key }])).entries.map((entry) => [entry.key, JSON.parse(entry.text)]);

/** Adds one to a counter in one step. */
const count = (backend: StateBackend, key = 'count') =>
  backend.change([{ namespace: 'a', key }], ({ entries: [found] }) => {
    const next = Number(found?.text ?? 0) + 1;
    return { result: next, changes: [put(key, next)] };
  });

describeOnEachStore('the shared state', (store, kind) => {
  let backend: StateBackend;
  let other: StateBackend;
  beforeEach(async () => {
    backend = await store.open();
    other = await store.open();
  });

  it('keeps values by namespace and key, sorted, whatever they hold', async () => {
    await write(backend, put('b', { text: "it's “quoted”\n\u0000" }), put('a', 1), put('x', 'other', 'b'));
    expect(await read(other)).toEqual([
      ['a', 1],
      ['b', { text: "it's “quoted”\n\u0000" }],
    ]);
    expect(await read(other, 'b')).toHaveLength(1);
    expect(await read(other, 'x', 'b')).toEqual([['x', 'other']]);
    await write(other, { namespace: 'a', key: 'b', text: undefined }, { namespace: 'a', key: 'none', text: undefined });
    expect(await read(backend)).toEqual([['a', 1]]);
  });

  it('writes all changes of a step or none', async () => {
    const failing = backend.change([{ namespace: 'a' }], () => {
      throw new TypeError('not today');
    });
    await expect(failing).rejects.toThrow(new TypeError('not today'));
    expect(await read(backend)).toEqual([]);
    const result = await backend.change([{ namespace: 'a' }], () => ({
      result: 7,
      changes: [put('a', 1), put('b', 2)],
    }));
    expect([result, await read(other)]).toEqual([7, [['a', 1], ['b', 2]]]); // prettier-ignore
  });

  it('lets no step come between the read and the write of another', async () => {
    const numbers = await Promise.all(Array.from({ length: 60 }, (_, n) => count(n % 2 === 0 ? backend : other)));
    expect(numbers.toSorted((one, two) => one - two)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
  });

  it('has one clock for all', async () => {
    const times = [];
    for (let n = 0; n < 4; n += 1) times.push((await (n % 2 === 0 ? backend : other).read([])).now);
    expect(times).toEqual(times.toSorted((one, two) => one - two));
    expect(Math.abs(times[0]! - Date.now())).toBeLessThan(60_000);
  });

  it('identifies the process of its server', async () => {
    const run = await backend.serverRun();
    expect([typeof run, await other.serverRun()]).toEqual([kind === 'SQLite' ? 'undefined' : 'string', run]);
    if (!store.server) return;
    await store.server.kill();
    await store.server.restart();
    expect(await other.serverRun()).not.toBe(run);
  });

  if (kind !== 'SQLite')
    it('continues after its server was killed, with everything written', async () => {
      expect(await count(backend)).toBe(1);
      const steps = Array.from({ length: 20 }, () => count(backend));
      await store.server!.kill();
      const late = count(other);
      await store.server!.restart();
      await Promise.all([...steps, late]);
      const [[, value]] = (await read(other)) as [[string, number]];
      // A step whose reply was lost may have counted twice, none may be missing.
      expect(value).toBeGreaterThanOrEqual(22);
    });

  if (kind !== 'SQLite')
    it('names its server when that stays away', async () => {
      const [start, brief] = kind === 'PostgreSQL' ? [startPostgres, connectPostgres] : [startRedis, connectRedis];
      const started = await start();
      const alone = await brief({ url: started.url, place: 'store://test' }, { graceMs: 1000, attemptMs: 300 });
      await started.kill();
      await expect(alone.read([])).rejects.toMatchObject({
        code: 'store-unreachable',
        message: expect.stringContaining('store://test does not respond (waited 1s)'),
      });
      await alone.close();
      await started.stop();
    });
});
