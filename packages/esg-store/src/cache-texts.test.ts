import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cache, openCache } from './cache.ts';
import { openStore } from './store.ts';
import { createWorkbench, type Workbench } from './testing/processes.ts';

let bench: Workbench;
let warnings: string[];
let opened: Cache[];
const open = async (url?: string): Promise<Cache> => {
  const cache = await openCache({ url, cacheDir: bench.dir, warn: (line) => warnings.push(line) });
  opened.push(cache);
  return cache;
};

beforeEach(() => {
  bench = createWorkbench();
  warnings = [];
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((cache) => cache.close()));
  await bench.clean();
  if (warnings.length > 0) throw new Error(`The cache has failed: ${warnings.join(', ')}`);
});

const bytes = (text: string) => new TextEncoder().encode(text);
const asText = (text: Uint8Array | undefined) => text && new TextDecoder().decode(text);

/** Derives a text from an entry, as `esg-inventory` does. `meanwhile` runs after the read and before the write. */
async function make(cache: Cache, { ttlMs = 60_000, meanwhile = async () => {} } = {}): Promise<void> {
  const foreignWrites = await cache.texts.foreignWrites();
  await cache.set('answer', 1, 60_000);
  await meanwhile();
  await cache.texts.set('text', bytes('made of 1'), { foreignWrites: foreignWrites!, expires: Date.now() + ttlMs });
}

const textIn = async (cache: Cache) => asText(await cache.texts.get('text'));
const rowsOf = (table: string): unknown[] => {
  const file = new DatabaseSync(join(bench.dir, 'cache.sqlite'));
  const rows = file.prepare(`SELECT * FROM ${table}`).all();
  file.close();
  return rows;
};

describe('a text derived from entries', () => {
  it('is the same for every process, byte for byte, until it expires', async () => {
    await make(await open(), { ttlMs: 200 });
    const other = await open();
    expect(await textIn(other)).toBe('made of 1');
    expect(await other.texts.get('another')).toBeUndefined();
    await sleep(220);
    expect(await textIn(other)).toBeUndefined();
  });

  it('stays valid when entries are read and expire', async () => {
    const cache = await open();
    await make(cache);
    const other = await open();
    expect(await other.get('answer')).toBe(1);
    expect(await other.get('never')).toBeUndefined();
    expect(await textIn(other)).toBe('made of 1');
  });

  it.each<[string, (other: Cache) => Promise<void>]>([
    ['one of its entries is renewed', (other) => other.set('answer', 2, 60_000)],
    ['one of its entries is renewed with the same value', (other) => other.set('answer', 1, 60_000)],
    ['a new entry is written', (other) => other.set('another', 1, 60_000)],
  ])('is dropped when %s by another process', async (_, write) => {
    await make(await open());
    const other = await open();
    await write(other);
    expect(await textIn(other)).toBeUndefined();
    expect(await textIn(await open())).toBeUndefined();
  });

  it('is not stored when another process has written since the read', async () => {
    const other = await open();
    await make(await open(), { meanwhile: () => other.set('answer', 2, 60_000) });
    expect(await textIn(other)).toBeUndefined();
    await other.set('answer', 3, 60_000);
    expect(await textIn(other)).toBeUndefined();
    expect(rowsOf('cache_texts')).toEqual([]);
  });

  it('is not stored when the store of a roll renews it in between', async () => {
    const store = await openStore({ stateDir: bench.dir, cacheDir: bench.dir });
    await make(await open(), { meanwhile: () => store.cache.set('answer', 2, 60_000) });
    expect(await textIn(await open())).toBeUndefined();
    await store.close();
  });

  it('is created again, and invalid texts are dropped', async () => {
    const cache = await open();
    await make(cache);
    await cache.texts.set('other', bytes('of the same'), {
      foreignWrites: (await cache.texts.foreignWrites())!,
      expires: Date.now() + 60_000,
    });
    expect(rowsOf('cache_texts')).toHaveLength(2);
    const other = await open();
    await make(other);
    expect(await textIn(cache)).toBe('made of 1');
    expect(rowsOf('cache_texts')).toEqual([expect.objectContaining({ key: 'text' })]);
  });

  it('is compressed in the file', async () => {
    const cache = await open();
    const foreignWrites = (await cache.texts.foreignWrites())!;
    const long = bytes('{"name": "value"}\n'.repeat(100_000));
    await cache.texts.set('text', long, { foreignWrites, expires: Date.now() + 60_000 });
    expect(Buffer.compare((await cache.texts.get('text'))!, long)).toBe(0);
    await cache.close();
    expect(readFileSync(join(bench.dir, 'cache.sqlite')).length).toBeLessThan(100_000);
  });

  it('does not exist for a cache in memory', async () => {
    const cache = await open('memory:');
    expect(await cache.texts.foreignWrites()).toBeUndefined();
    await cache.texts.set('text', bytes('text'), { foreignWrites: 0, expires: Date.now() + 60_000 });
    expect(await cache.texts.get('text')).toBeUndefined();
  });

  it('is lost with a damaged file, which is created again', async () => {
    await make(await open());
    await Promise.all(opened.map((cache) => cache.close()));
    writeFileSync(join(bench.dir, 'cache.sqlite'), 'not a database'.repeat(1000));
    const cache = await open();
    expect(await textIn(cache)).toBeUndefined();
    await make(cache);
    expect(await textIn(cache)).toBe('made of 1');
  });

  it('can be read while another process writes', async () => {
    await make(await open());
    const holder = bench.worker('lock', { file: join(bench.dir, 'cache.sqlite') });
    await holder.read();
    expect(await textIn(await open())).toBe('made of 1');
  });
});

describe('the number of foreign writes', () => {
  it('excludes own writes, and covers all other processes', async () => {
    const [one, other] = [await open(), await open()];
    await one.set('a', 1, 60_000);
    await one.set('a', 2, 60_000);
    await other.set('b', 1, 60_000);
    expect(await one.texts.foreignWrites()).toBe(1);
    expect(await other.texts.foreignWrites()).toBe(2);
    expect(await (await open()).texts.foreignWrites()).toBe(3);
  });

  it('is exact for concurrent processes', async () => {
    const caches = await Promise.all([open(), open(), open()]);
    await Promise.all(caches.map((cache, index) => cache.set(`key-${index}`, 1, 60_000)));
    expect(await Promise.all(caches.map(({ texts }) => texts.foreignWrites()))).toEqual([2, 2, 2]);
  });
});
