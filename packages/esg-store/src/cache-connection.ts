import type { SharedLimit } from '@esg-recycler/core';
import type { Keyv } from 'keyv';
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openTextTable, textSchema, type TextTable } from './cache-texts.ts';
import { sidecars } from './private-file.ts';
import { isCorrupt, openSqliteFile } from './sqlite-file.ts';
import type { LocalStore, RemoteStore, StoreLocation } from './store-location.ts';

export interface CacheOptions {
  /** Called for errors that Keyv does not throw. */
  onError: (error: unknown) => void;
  /** Called once when the rate limit cannot be shared. */
  warn: (line: string) => void;
}

/** The connection of a cache. */
export interface CacheConnection {
  /** Loaded on first use: reading a text does not need it. */
  keyv(): Promise<Keyv>;
  /** Undefined for a cache in memory or on a server. */
  texts(): TextTable | undefined;
  /** Undefined: the cache is not in Redis or Valkey. */
  sharedLimit?: SharedLimit;
  close(): Promise<void>;
}

async function open(path: string): Promise<DatabaseSync> {
  const db = await openSqliteFile(path, 'NORMAL');
  try {
    db.exec(textSchema);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** One file, opened once for all its tables. */
async function connectFile(
  { cacheFile: path, stateFile }: LocalStore,
  { onError }: CacheOptions,
): Promise<CacheConnection> {
  // A damaged file that contains only the cache is created again.
  const disposable = path !== stateFile;
  const recreate = (error: unknown): Promise<DatabaseSync> => {
    if (!disposable || !isCorrupt(error)) throw error;
    for (const file of [path, ...sidecars.map((suffix) => path + suffix)]) rmSync(file, { force: true });
    return open(path);
  };

  let db = await open(path).catch(recreate);
  let keyv: Promise<Keyv> | undefined;

  const loadKeyv = async (): Promise<Keyv> => {
    const { createSqliteKeyv } = await import('./cache-keyv.ts');
    try {
      return await createSqliteKeyv(db, { path, onError });
    } catch (error) {
      db.close();
      db = await recreate(error);
      return createSqliteKeyv(db, { path, onError });
    }
  };

  return {
    keyv: () => (keyv ??= loadKeyv()),
    texts: () => openTextTable(db),
    close: async () => {
      if (db.isOpen) db.close();
    },
  };
}

async function connectMemory(): Promise<CacheConnection> {
  const { Keyv: Memory } = await import('keyv');
  const keyv = new Memory();
  return { keyv: async () => keyv, texts: () => undefined, close: async () => {} };
}

async function connectRemote(location: RemoteStore, options: CacheOptions): Promise<CacheConnection> {
  const { createRemoteKeyv } = await import('./cache-remote.ts');
  const { keyv, sharedLimit } = await createRemoteKeyv(location, options);
  return { keyv: async () => keyv, texts: () => undefined, sharedLimit, close: () => keyv.disconnect() };
}

/** @throws the error of the file system or of SQLite */
export function connectCache(location: StoreLocation, options: CacheOptions): Promise<CacheConnection> {
  if (location.kind === 'memory') return connectMemory();
  return location.kind === 'files' ? connectFile(location, options) : connectRemote(location, options);
}
