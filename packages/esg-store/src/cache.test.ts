import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCache } from './cache.ts';
import { openStore } from './store.ts';
import { createWorkbench, type Workbench } from './testing/processes.ts';

let bench: Workbench;
let warnings: string[];
const warn = (line: string) => warnings.push(line);
const open = (url?: string) => openCache({ url, cacheDir: bench.dir, warn });

beforeEach(() => {
  bench = createWorkbench();
  warnings = [];
});
afterEach(() => bench.clean());

describe.each([
  ['on disk', undefined],
  ['in memory', 'memory:'],
])('a cache %s', (_, url) => {
  it('returns an entry until it expires', async () => {
    const cache = await open(url);
    await cache.set('groups', [{ id: 'sig-1' }], 60_000);
    await cache.set('short', 1, 20);
    expect(await cache.get('groups')).toEqual([{ id: 'sig-1' }]);
    await sleep(30);
    expect(await cache.get('short')).toBeUndefined();
    expect(await cache.get('never')).toBeUndefined();
    await cache.close();
  });

  it('reports when an entry expires', async () => {
    const cache = await open(url);
    const before = Date.now();
    await cache.set('a', 1, 60_000);
    const entry = await cache.getEntry('a');
    expect(entry).toEqual({ value: 1, expires: expect.any(Number) });
    expect(entry!.expires - 60_000 - before).toBeGreaterThanOrEqual(0);
    expect(entry!.expires - 60_000).toBeLessThanOrEqual(Date.now());
    expect(await cache.getEntry('b')).toBeUndefined();
    await cache.close();
  });

  it('drops deleted entries, and entries with a TTL of 0', async () => {
    const cache = await open(url);
    await cache.set('a', 1, 60_000);
    await cache.set('b', 1, 60_000);
    await cache.delete('a');
    await cache.delete('a');
    await cache.set('b', 2, 0);
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.get('b')).toBeUndefined();
    await cache.close();
    expect(warnings).toEqual([]);
  });
});

describe('a cache on disk', () => {
  it('outlives its process, and drops expired entries at the next start', async () => {
    const first = await open();
    await first.set('kept', 1, 60_000);
    await first.set('old', 1, 1);
    await first.close();
    await sleep(5);
    const second = await open();
    expect(await second.get('kept')).toBe(1);
    await second.close();
    const file = new DatabaseSync(join(bench.dir, 'cache.sqlite'));
    expect(file.prepare('SELECT key FROM cache').all()).toEqual([expect.objectContaining({ key: 'kept' })]);
    file.close();
  });

  it('closes its file without having been used', async () => {
    await (await open()).close();
    expect(readdirSync(bench.dir)).toEqual(['cache.sqlite']);
  });

  it('is created again when its file is damaged', async () => {
    writeFileSync(join(bench.dir, 'cache.sqlite'), 'not a database'.repeat(1000));
    const cache = await open();
    await cache.set('a', 1, 60_000);
    expect(await cache.get('a')).toBe(1);
    await cache.close();
    expect(warnings).toEqual([]);
  });

  it('never removes a damaged file that contains more than the cache', async () => {
    const file = join(bench.dir, 'store.sqlite');
    writeFileSync(file, 'not a database'.repeat(1000));
    await expect(open(`sqlite://${file}`)).rejects.toThrow(expect.objectContaining({ code: 'cache-unavailable' }));
    expect(statSync(file).size).toBe(14_000);
  });

  it('fails with cache-unavailable when it cannot be opened', async () => {
    writeFileSync(join(bench.dir, 'file'), '');
    const opened = openCache({ cacheDir: join(bench.dir, 'file/folder'), warn });
    await expect(opened).rejects.toThrow(
      expect.objectContaining({ code: 'cache-unavailable', message: expect.stringMatching(/^store: the cache/) }),
    );
  });

  it('is off after the first use when it stays locked for five seconds', async () => {
    await (await open()).close();
    const holder = bench.worker('lock', { file: join(bench.dir, 'cache.sqlite') });
    await holder.read();
    const cache = await open();
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.get('b')).toBeUndefined();
    await cache.close();
    expect(warnings).toEqual([expect.stringMatching(/^store: the cache cannot be used: .*locked/)]);
  });

  it('is off with one warning when it fails later, without an error', async () => {
    const cache = await open();
    await cache.set('a', 1, 60_000);
    const file = new DatabaseSync(join(bench.dir, 'cache.sqlite'));
    file.exec('DROP TABLE cache');
    file.close();
    await cache.set('a', 2, 60_000);
    expect(await cache.get('a')).toBeUndefined();
    await cache.delete('a');
    await cache.close();
    expect(warnings).toEqual([expect.stringContaining('no such table')]);
  });

  it('reports nothing after it is closed, also for calls in progress', async () => {
    const cache = await open();
    await cache.set('a', 1, 60_000);
    const writing = cache.set('b', 2, 60_000);
    const reading = cache.get('a');
    await cache.close();
    await Promise.all([writing, reading, cache.set('c', 3, 60_000), cache.delete('a')]);
    expect(await cache.get('a')).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('is off when it cannot be read', async () => {
    const cache = await open();
    await cache.get('a');
    const file = new DatabaseSync(join(bench.dir, 'cache.sqlite'));
    file.exec('DROP TABLE cache');
    file.close();
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.get('b')).toBeUndefined();
    await cache.close();
    expect(warnings).toHaveLength(1);
  });
});

describe('the cache of a store', () => {
  it('creates no file until it is used', async () => {
    const store = await openStore({ stateDir: bench.dir, cacheDir: bench.dir, warn });
    expect(existsSync(join(bench.dir, 'cache.sqlite'))).toBe(false);
    await store.cache.set('a', 1, 60_000);
    expect(await store.cache.get('a')).toBe(1);
    await store.close();
  });

  it('can be broken: the store works, with one warning', async () => {
    mkdirSync(join(bench.dir, 'state'));
    writeFileSync(join(bench.dir, 'cache'), '');
    const store = await openStore({ stateDir: join(bench.dir, 'state'), cacheDir: join(bench.dir, 'cache'), warn });
    await store.cache.set('a', 1, 60_000);
    expect(await store.cache.get('a')).toBeUndefined();
    await store.leases.acquire(['sig-a'], { ttlMs: 1000 });
    await store.close();
    expect(warnings).toEqual([expect.stringMatching(/^store: the cache cannot be used/)]);
  });

  it('shares one file with the state when a URL is set', async () => {
    const file = join(bench.dir, 'one.sqlite');
    const store = await openStore({ url: `sqlite://${file}`, stateDir: '/nowhere', cacheDir: '/nowhere', warn });
    await store.cache.set('a', 1, 60_000);
    await store.leases.acquire(['sig-a'], { ttlMs: 60_000 });
    await store.close();
    const cache = await openCache({ url: `sqlite://${file}`, cacheDir: '/nowhere', warn });
    expect(await cache.get('a')).toBe(1);
    await cache.close();
    expect(warnings).toEqual([]);
  });
});
