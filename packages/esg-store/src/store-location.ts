import { EsgError, ExitCode } from '@esg-recycler/core';
import { join } from 'node:path';

/** The folders used when no URL is set: the user's state folder and cache folder. */
export interface StoreFolders {
  stateDir: string;
  cacheDir: string;
}

export interface StoreLocation {
  /** The SQLite file of the cache; `undefined` keeps it in memory. */
  cacheFile: string | undefined;
  /** The SQLite file of leases, intents, journals and ledgers; `undefined` means that there is no file. */
  stateFile: string | undefined;
}

const oneFile = /^sqlite:\/\/(\/[^?#]+)$/;
const notBuilt = /^(rediss?|postgres(?:ql)?):/;
const howToWrite =
  'Remove store (ESG_STORE_URL) to use the default, or set an absolute path: sqlite:///var/lib/esg-recycler/store.sqlite';

/** Never quotes the URL, because it can contain a password. */
const refusal = (message: string, code: string, cause?: unknown) =>
  new EsgError(`store: ${message}`, { code, exitCode: ExitCode.usage, hint: howToWrite, cause });

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw refusal('the path in the URL is not correctly percent-encoded', 'store-invalid', cause);
  }
}

/**
 * The files of a `store` setting. Without a URL there are two files, so that the cache can be deleted without losing a
 * lease. `sqlite:///file` is one file for both.
 *
 * @throws EsgError `store-unsupported`, `store-invalid`, exit code 2
 */
export function locateStore(url: string | undefined, { stateDir, cacheDir }: StoreFolders): StoreLocation {
  if (!url) return { cacheFile: join(cacheDir, 'cache.sqlite'), stateFile: join(stateDir, 'state.sqlite') };
  if (url === 'memory:') return { cacheFile: undefined, stateFile: undefined };
  const path = oneFile.exec(url)?.[1];
  if (path) {
    const file = decodePath(path);
    return { cacheFile: file, stateFile: file };
  }
  const scheme = notBuilt.exec(url)?.[1];
  if (scheme) throw refusal(`${scheme}:// is not supported; use sqlite`, 'store-unsupported');
  throw refusal('the value is not the URL of a store', 'store-invalid');
}
