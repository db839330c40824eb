import type { Keyv } from 'keyv';
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openTextTable, textSchema, type TextTable } from './cache-texts.ts';
import { sidecars } from './private-file.ts';
import { isCorrupt, openSqliteFile } from './sqlite-file.ts';

export interface CacheOptions {
  /** Whether the file contains only the cache. A damaged file is then created again. */
  disposable: boolean;
  /** Called for errors that Keyv does not throw. */
  onError: (error: unknown) => void;
}

/** The connection of a cache. */
export interface CacheConnection {
  /** Loaded on first use: reading a text does not need it. */
  keyv(): Promise<Keyv>;
  /** Undefined for a cache in memory. */
  texts(): TextTable | undefined;
  close(): void;
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
async function connectFile(path: string, { disposable, onError }: CacheOptions): Promise<CacheConnection> {
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
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

async function connectMemory(): Promise<CacheConnection> {
  const { Keyv: Memory } = await import('keyv');
  const keyv = new Memory();
  return { keyv: async () => keyv, texts: () => undefined, close: () => {} };
}

/**
 * @param path `undefined` for a cache in memory
 * @throws the error of the file system or of SQLite, unchanged
 */
export const connectCache = (path: string | undefined, options: CacheOptions): Promise<CacheConnection> =>
  path ? connectFile(path, options) : connectMemory();
