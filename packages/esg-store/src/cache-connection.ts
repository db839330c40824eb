import { KeyvSqlite, type SqliteDriver } from '@keyv/sqlite';
import { Keyv } from 'keyv';
import { rmSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { sidecars } from './private-file.ts';
import { isCorrupt, openSqliteFile } from './sqlite-file.ts';

/** `node:sqlite` is part of Node; a driver of our own adds permissions, the retry at opening, and fewer syncs. */
const driverFor = (db: DatabaseSync): SqliteDriver => ({
  name: 'custom',
  connect: async () => ({
    query: async (sql, ...parameters) => db.prepare(sql).all(...(parameters as SQLInputValue[])),
    close: async () => db.close(),
  }),
});

async function connectFile(path: string): Promise<Keyv> {
  const db = await openSqliteFile(path, 'NORMAL');
  try {
    const store = new KeyvSqlite({ uri: path, table: 'cache', driver: driverFor(db) });
    await store.ready;
    await store.clearExpired();
    return new Keyv({ store });
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * @param path `undefined` for a cache in memory
 * @param disposable whether the file holds nothing but the cache: a damaged one is then made anew
 * @throws the error of the file system or of SQLite as it is
 */
export async function connectCache(path: string | undefined, disposable: boolean): Promise<Keyv> {
  if (!path) return new Keyv();
  try {
    return await connectFile(path);
  } catch (error) {
    if (!disposable || !isCorrupt(error)) throw error;
  }
  for (const file of [path, ...sidecars.map((suffix) => path + suffix)]) rmSync(file, { force: true });
  return connectFile(path);
}
