import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Keyv } from 'keyv';
import { locateStore, type StoreLocation } from './store-location.ts';

/** Answers that may be asked for again. No method ever rejects: without a cache everything works, only slower. */
export interface Cache {
  get<T>(key: string): Promise<T | undefined>;
  /** @param ttlMs milliseconds that it may be read for; 0 or less keeps nothing */
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Shows one line to the user. */
export type Warn = (line: string) => void;

export const warnOnStderr: Warn = (line) => process.stderr.write(`${line}\n`);

function cacheUnavailable(cause: unknown): EsgError {
  return new EsgError(`store: the cache cannot be used: ${(cause as Error).message}`, {
    code: 'cache-unavailable',
    exitCode: ExitCode.usage,
    hint: 'Everything works without it, with more API calls. Make the cache folder writable, or set store (ESG_STORE_URL).',
    cause,
  });
}

/** Keyv is loaded only here, so that what needs no cache starts without it. */
async function connect({ cacheFile, stateFile }: StoreLocation, onError: (error: unknown) => void): Promise<Keyv> {
  const { connectCache } = await import('./cache-connection.ts');
  const keyv = await connectCache(cacheFile, cacheFile !== stateFile);
  keyv.on('error', onError);
  return keyv;
}

/**
 * A cache that opens with its first use, or with `open`, which alone may reject. It is given up for the rest of the
 * process with its first failure, said once: a locked file would otherwise cost its timeout for every key. Keyv reports
 * a failure as an `error` event or as `false`, and here either counts.
 */
export function createCache(location: StoreLocation, warn: Warn): Cache & { open(): Promise<void> } {
  let connection: Promise<Keyv> | undefined;
  let failed = false;

  const fail = (cause: unknown) => {
    if (!failed) warn(cacheUnavailable(cause).message);
    failed = true;
  };

  const connected = () => (connection ??= connect(location, fail));

  const attempt = async <T>(work: (keyv: Keyv) => Promise<T>): Promise<T | undefined> => {
    if (failed) return undefined;
    try {
      return await work(await connected());
    } catch (error) {
      fail(error);
      return undefined;
    }
  };

  const remove = async (key: string) => {
    await attempt((keyv) => keyv.delete(key));
  };

  return {
    async open() {
      await connected();
    },
    get: <T>(key: string) => attempt((keyv) => keyv.get<T>(key)),
    async set(key, value, ttlMs) {
      if (!(ttlMs > 0)) return remove(key);
      const kept = await attempt((keyv) => keyv.set(key, value, ttlMs));
      if (kept === false) fail(new Error(`${key} was not kept`));
    },
    delete: remove,
    async close() {
      const keyv = await connection?.catch(() => undefined);
      await keyv?.disconnect();
    },
  };
}

/**
 * The cache alone, for whatever only reads. `memory:` keeps it in the process.
 *
 * @param warn told once when the cache fails later on
 * @throws EsgError `cache-unavailable` when it cannot be opened: go on without; `store-unsupported`, `store-invalid`
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
