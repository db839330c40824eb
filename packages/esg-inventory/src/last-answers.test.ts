import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EsgError } from '@esg-recycler/core';
import { type Cache, openCache } from '@esg-recycler/esg-store';
import { SpotError } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import { createCachedReads } from './cached-reads.ts';
import { readOrServeLast, type Recording } from './last-answers.ts';

const outage = new SpotError('GET /: cannot reach Spot', { code: 'x', outcome: 'unknown', transient: true });
const refusal = new SpotError('GET /: the token is wrong', { code: 'spot-unauthorized', outcome: 'refused' });
const awsOutage = new EsgError('EC2 is unreachable', { code: 'aws-unreachable', exitCode: 5 });

let cache: Cache;
let now: number;
let warnings: string[];
/** The responses or failures of Spot. */
let spot: (key: string) => Promise<string>;

beforeEach(async () => {
  cache = await openCache({ url: 'memory:', cacheDir: '/nonexistent' });
  now = Date.parse('2026-01-01T00:00:00Z');
  warnings = [];
  spot = async (key) => `${key} at ${now}`;
});
afterEach(() => cache.close());

/** Two reads: a list and one of its groups. */
const read = async (recording: Recording): Promise<string[]> => {
  const one = createCachedReads({ cache, ttlMs: 0, refresh: false, ...recording });
  const ask = (key: string) => one({ key, shape: z.string(), subject: key, ask: () => spot(key) });
  return [await ask('list'), await ask('group')];
};

const serve = ({ maxAgeMs = 3_600_000, key = 'last' } = {}) =>
  readOrServeLast(read, { cache, key, maxAgeMs, now: () => now, warn: (line) => warnings.push(line) });

const failAt = (failing: string, error: Error = outage) => {
  spot = async (key) => {
    if (key === failing) throw error;
    return 'new';
  };
};

describe('the last complete reading', () => {
  it.each([
    ['list', outage],
    ['group', outage],
    ['group', awsOutage],
  ])('is served when %s cannot be read, with one warning', async (failing, error) => {
    const good = await serve();
    now += 12 * 60_000;
    failAt(failing, error);
    expect(await serve()).toEqual(good);
    expect(warnings).toEqual([
      `WARNING: stale: this inventory is 12m old (2026-01-01T00:00:00.000Z), served because stale_if_error is set: ${error.message}`,
    ]);
  });

  it('is not replaced by an incomplete reading', async () => {
    const good = await serve();
    failAt('group');
    await serve();
    expect(await serve()).toEqual(good);
  });

  it.each([
    ['the failure is a refusal', async () => failAt('group', refusal), {}],
    ['it is too old', async () => ((now += 3_600_001), failAt('group')), {}],
    ['it belongs to another request', async () => failAt('group'), { key: 'another' }],
    ['it is not enabled', async () => failAt('group'), { maxAgeMs: 0 }],
  ])('is not served when %s', async (_, change, options) => {
    await serve();
    await change();
    await expect(serve(options)).rejects.toThrow(/wrong|cannot reach/);
    expect(warnings).toEqual([]);
  });

  it('is not served without a record or a cache', async () => {
    failAt('list');
    await expect(serve()).rejects.toBe(outage);
    const without = { cache: undefined, key: 'last', maxAgeMs: 1000, now: () => now, warn: () => {} };
    await expect(readOrServeLast(read, without)).rejects.toBe(outage);
  });

  it('keeps its age while the cache responds', async () => {
    const cached = (recording: Recording) =>
      createCachedReads({ cache, ttlMs: 60_000, refresh: false, ...recording })({
        key: 'list',
        shape: z.string(),
        subject: 'list',
        ask: () => spot('list'),
      });
    const options = { cache, key: 'last', maxAgeMs: 3_600_000, now: () => now, warn: () => {} };
    await readOrServeLast(cached, options);
    now += 30_000;
    await readOrServeLast(cached, options);
    expect(await cache.get('last')).toMatchObject({ at: now - 30_000 });
  });
});
