import { EsgError, ExitCode } from '@esg-recycler/core';
import { join } from 'node:path';

/** The folders used when no URL is set: the user's state folder and cache folder. */
export interface StoreFolders {
  stateDir: string;
  cacheDir: string;
}

/** A database server that several machines share. */
export interface RemoteStore {
  kind: 'redis' | 'postgres';
  /** May hold a password: only for the client of the server. */
  url: string;
  /** For people: the URL without user, password and parameters. */
  place: string;
}

export interface LocalStore {
  kind: 'files';
  /** The SQLite file of the cache. */
  cacheFile: string;
  /** The SQLite file of leases, intents, journals and ledgers. */
  stateFile: string;
}

/** `memory` holds only the cache. */
export type StoreLocation = LocalStore | RemoteStore | { kind: 'memory' };

const oneFile = /^sqlite:\/\/(\/[^?#]+)$/;
const howToWrite =
  'Remove store (ESG_STORE_URL) to use the default, or set one of: sqlite:///FILE, redis://HOST:6379, rediss://HOST:6379, postgres://USER@HOST:5432/DATABASE.';

const howToEncode =
  'Percent-encode special characters in the password. Print it encoded: python3 -c \'import getpass, urllib.parse as u; print(u.quote(getpass.getpass(), safe=""))\'';

/** Never quotes the URL, because it can contain a password. */
const refusal = (message: string, { hint = howToWrite, cause }: { hint?: string; cause?: unknown } = {}) =>
  new EsgError(`store: ${message}`, { code: 'store-invalid', exitCode: ExitCode.usage, hint, cause });

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw refusal('the path in the URL is not correctly percent-encoded', { cause });
  }
}

const kindOf: Record<string, RemoteStore['kind']> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

/** The client's own default for PostgreSQL is the name of the user, which differs between users. */
function checkDatabase(kind: RemoteStore['kind'], pathname: string): void {
  const database = pathname.slice(1);
  if (kind === 'postgres' && database === '')
    throw refusal('the PostgreSQL URL names no database', {
      hint: 'Add the database, the same on every machine: postgres://USER@HOST:5432/DATABASE.',
    });
  if (kind === 'redis' && !/^\d*$/.test(database))
    throw refusal('the database after the host is not a number', {
      hint: `Write it as redis://HOST:6379/1, or leave it out for database 0. ${howToEncode}`,
    });
}

function remoteStore(url: string): RemoteStore | undefined {
  const scheme = /^[a-z]+:/.exec(url)?.[0] ?? '';
  const kind = kindOf[scheme];
  if (!kind) return undefined;
  if (!URL.canParse(url))
    throw refusal(`this is not a valid ${scheme}// URL`, { hint: `${howToWrite} ${howToEncode}` });
  const { protocol, host, pathname } = new URL(url);
  if (host === '') throw refusal(`the ${scheme}// URL has no host`);
  checkDatabase(kind, pathname);
  return { kind, url, place: `${protocol}//${host}${pathname === '/' ? '' : pathname}` };
}

/**
 * Where a `store` setting keeps its data. Without a URL there are two files, so that the cache can be deleted without
 * losing a lease. `sqlite:///file` is one file for both; a server holds both, too.
 *
 * @throws EsgError `store-invalid`, exit code 2
 */
export function locateStore(url: string | undefined, { stateDir, cacheDir }: StoreFolders): StoreLocation {
  if (!url) {
    return { kind: 'files', cacheFile: join(cacheDir, 'cache.sqlite'), stateFile: join(stateDir, 'state.sqlite') };
  }
  if (url === 'memory:') return { kind: 'memory' };
  const path = oneFile.exec(url)?.[1];
  if (path) {
    const file = decodePath(path);
    return { kind: 'files', cacheFile: file, stateFile: file };
  }
  const remote = remoteStore(url);
  if (remote) return remote;
  throw refusal('the value is not the URL of a store');
}
