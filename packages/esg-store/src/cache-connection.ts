import type { Keyv } from 'keyv';
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openTextTable, textSchema, type TextTable } from './cache-texts.ts';
import { sidecars } from './private-file.ts';
import { isCorrupt, openSqliteFile } from './sqlite-file.ts';

export interface CacheOptions {
  /** Whether the file holds nothing but the cache: a damaged one is then made anew. */
  disposable: boolean;
  /** Told of what Keyv does not throw. */
  onError: (error: unknown) => void;
}

/** What is behind a cache. */
export interface CacheConnection {
  /** Loaded with its first use: a text is read without it. */
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

/** One file, open once for all that is in it. */
async function connectFile(path: string, { disposable, onError }: CacheOptions): Promise<CacheConnection> {
  const mend = (error: unknown): Promise<DatabaseSync> => {
    if (!disposable || !isCorrupt(error)) throw error;
    for (const file of [path, ...sidecars.map((suffix) => path + suffix)]) rmSync(file, { force: true });
    return open(path);
  };

  let db = await open(path).catch(mend);
  let keyv: Promise<Keyv> | undefined;

  const loadKeyv = async (): Promise<Keyv> => {
    const { createSqliteKeyv } = await import('./cache-keyv.ts');
    try {
      return await createSqliteKeyv(db, { path, onError });
    } catch (error) {
      db.close();
      db = await mend(error);
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
 * @throws the error of the file system or of SQLite as it is
 */
export const connectCache = (path: string | undefined, options: CacheOptions): Promise<CacheConnection> =>
  path ? connectFile(path, options) : connectMemory();
