import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cache, openCache } from '@esg-recycler/esg-store';
import { z } from 'zod';
import { cacheScope, createCachedReads } from './cached-reads.ts';

const read = {
  key: 'key',
  shape: z.object({ id: z.string(), image: z.string().nullable() }),
  subject: 'group sig-1',
};

describe('a cached read', () => {
  let cache: Cache;
  let asked: number;
  const ask = async () => ({ id: 'sig-1', image: `ami-${(asked += 1)}`, userData: 'secret' });

  beforeEach(async () => {
    asked = 0;
    cache = await openCache({ url: 'memory:', cacheDir: '/nonexistent' });
  });
  afterEach(() => cache.close());

  const reads = (changes: { refresh?: boolean; ttlMs?: number; cache?: undefined } = {}) =>
    createCachedReads({ cache, ttlMs: 60_000, refresh: false, ...changes });

  it('reads once, then returns the stored response with only the keys of the shape', async () => {
    expect(await reads()({ ...read, ask })).toEqual({ id: 'sig-1', image: 'ami-1' });
    expect(await reads()({ ...read, ask })).toEqual({ id: 'sig-1', image: 'ami-1' });
    expect(await cache.get('key')).toEqual({ id: 'sig-1', image: 'ami-1' });
    expect(asked).toBe(1);
  });

  it('ignores an entry with another shape', async () => {
    await cache.set('key', { id: 'sig-1' }, 60_000);
    expect(await reads()({ ...read, ask })).toEqual({ id: 'sig-1', image: 'ami-1' });
  });

  it('reads again on refresh, and stores the new response', async () => {
    await reads()({ ...read, ask });
    expect(await reads({ refresh: true })({ ...read, ask })).toMatchObject({ image: 'ami-2' });
    expect(await reads()({ ...read, ask })).toMatchObject({ image: 'ami-2' });
  });

  it('does not extend the TTL of a cached response', async () => {
    const written: string[] = [];
    const watched: Cache = { ...cache, set: async (key, ...rest) => (written.push(key), cache.set(key, ...rest)) };
    const watchedReads = createCachedReads({ cache: watched, ttlMs: 60_000, refresh: false });
    await watchedReads({ ...read, ask });
    await watchedReads({ ...read, ask });
    expect(written).toEqual(['key']);
  });

  it.each([{ ttlMs: 0 }, { cache: undefined }])('reads every time with %p', async (changes) => {
    await reads(changes)({ ...read, ask });
    await reads(changes)({ ...read, ask });
    expect(asked).toBe(2);
  });

  it('rejects a response with another shape', async () => {
    await expect(reads()({ ...read, ask: async () => ({ id: 1 }) })).rejects.toMatchObject({
      code: 'answer-invalid',
      message: expect.stringContaining('group sig-1'),
      exitCode: 5,
    });
  });
});

describe('the scope of cache keys', () => {
  it('distinguishes APIs and tokens, and contains no token', () => {
    const scopes = [cacheScope('https://a', 'one'), cacheScope('https://a', 'two'), cacheScope('https://b', 'one')];
    expect(new Set(scopes).size).toBe(3);
    expect(scopes.join()).not.toContain('one');
    expect(cacheScope('https://a', 'one')).toBe(scopes[0]);
  });
});
