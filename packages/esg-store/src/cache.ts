import { EsgError, ExitCode, type SharedLimit } from '@esg-recycler/core';
import type { Keyv } from 'keyv';
import type { CacheConnection, CacheOptions } from './cache-connection.ts';
import type { CacheTexts, TextTable } from './cache-texts.ts';
import { locateStore, type StoreLocation } from './store-location.ts';

/** Cached responses. No method rejects: without a cache everything works, with more requests. */
export interface Cache {
  get<T>(key: string): Promise<T | undefined>;
  getEntry<T>(key: string): Promise<CacheEntry<T> | undefined>;
  /** @param ttlMs how long the entry is valid, in milliseconds; 0 or less stores nothing */
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  texts: CacheTexts;
  /** Spot's rate limit on the connection of the cache; undefined: the cache is not in Redis or Valkey. */
  sharedLimit(): Promise<SharedLimit | undefined>;
  close(): Promise<void>;
}

export interface CacheEntry<T> {
  value: T;
  /** When it expires, in milliseconds since the epoch. */
  expires: number;
}

/** Shows one line to the user. */
export type Warn = (line: string) => void;

export const warnOnStderr: Warn = (line) => process.stderr.write(`${line}\n`);

function cacheUnavailable(cause: unknown): EsgError {
  return new EsgError(`store: the cache cannot be used: ${(cause as Error).message}`, {
    code: 'cache-unavailable',
    exitCode: ExitCode.usage,
    hint: 'The command works without the cache, with more API calls. Make the cache folder writable, or set store (ESG_STORE_URL).',
    cause,
  });
}

/** Loads SQLite only here, so that commands without a cache start faster. */
async function connect(location: StoreLocation, options: CacheOptions): Promise<CacheConnection> {
  const { connectCache } = await import('./cache-connection.ts');
  return connectCache(location, options);
}

/**
 * A cache that opens on first use, or with `open`, the only method that can reject. After the first failure it warns
 * once and is off for the rest of the process: otherwise a locked file would cost its timeout for every key. Keyv reports
 * a failure as an `error` event or as `false`; both count.
 */
export function createCache(location: StoreLocation, warn: Warn): Cache & { open(): Promise<void> } {
  let connection: Promise<CacheConnection> | undefined;
  let failed = false;
  let closed = false;
  let ownWrites = 0;

  const fail = (cause: unknown) => {
    if (!failed) warn(cacheUnavailable(cause).message);
    failed = true;
  };

  const connected = () =>
    (connection ??= connect(location, {
      warn,
      onError(error) {
        if (!closed) fail(error);
      },
    }));

  const attempt = async <T>(work: (connection: CacheConnection) => T | Promise<T>): Promise<T | undefined> => {
    if (failed || closed) return undefined;
    try {
      return await work(await connected());
    } catch (error) {
      // After `close`, the caller has already failed and reports the reason.
      if (!closed) fail(error);
      return undefined;
    }
  };

  const withKeyv = <T>(work: (keyv: Keyv) => Promise<T>) => attempt(async (open) => work(await open.keyv()));

  const withTexts = <T>(work: (table: TextTable) => T) =>
    attempt((open) => {
      const table = open.texts();
      return table && work(table);
    });

  const remove = async (key: string) => {
    await withKeyv((keyv) => keyv.delete(key));
  };

  const getEntry = async <T>(key: string): Promise<CacheEntry<T> | undefined> => {
    const kept = await withKeyv((keyv) => keyv.getRaw<T>(key));
    if (typeof kept !== 'object' || kept.value === undefined) return undefined;
    return { value: kept.value, expires: kept.expires ?? Infinity };
  };

  return {
    async open() {
      await connected();
    },
    get: async <T>(key: string) => (await getEntry<T>(key))?.value,
    getEntry,
    async set(key, value, ttlMs) {
      if (!(ttlMs > 0)) return remove(key);
      // Count first: if the number for other processes is too low, a text is not stored; too high could keep a stale text.
      ownWrites += 1;
      const kept = await withKeyv((keyv) => keyv.set(key, value, ttlMs));
      if (kept === false && !closed) fail(new Error(`${key} was not stored`));
    },
    delete: remove,
    sharedLimit: () => attempt((open) => open.sharedLimit),
    texts: {
      foreignWrites: () => withTexts((table) => table.countWrites() - ownWrites),
      get: (key) => withTexts((table) => table.read(key, Date.now())),
      async set(key, text, { foreignWrites, expires }) {
        const valid = { writes: foreignWrites + ownWrites, expires, now: Date.now() };
        await withTexts((table) => table.write(key, text, valid));
      },
    },
    async close() {
      closed = true;
      await (await connection?.catch(() => undefined))?.close();
    },
  };
}

/**
 * Only the cache, for commands that only read. `memory:` keeps it in the process.
 *
 * @param warn called once when the cache fails later
 * @throws EsgError `cache-unavailable` when it cannot be opened: continue without it; `store-unsupported`, `store-invalid`
 * (exit code 2) when the URL is wrong
 */
export async function openCache(options: { url?: string; cacheDir: string; warn?: Warn }): Promise<Cache> {
  const { url, cacheDir, warn = warnOnStderr } = options;
  const cache = createCache(locateStore(url, { cacheDir, stateDir: cacheDir }), warn);
  try {
    await cache.open();
  } catch (error) {
    throw cacheUnavailable(error);
  }
  return cache;
}
