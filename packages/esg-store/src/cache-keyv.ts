import { KeyvSqlite, type SqliteDriver } from '@keyv/sqlite';
import { Keyv } from 'keyv';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { textTriggers } from './cache-texts.ts';

/** A driver for `node:sqlite`, which is part of Node. It adds permissions, a retry on opening, and fewer syncs. */
const driverFor = (db: DatabaseSync): SqliteDriver => ({
  name: 'custom',
  connect: async () => ({
    query: async (sql, ...parameters) => db.prepare(sql).all(...(parameters as SQLInputValue[])),
    close: async () => {},
  }),
});

/** Keyv on an open file, which the caller closes. Drops expired entries. */
export async function createSqliteKeyv(
  db: DatabaseSync,
  { path, onError }: { path: string; onError: (error: unknown) => void },
): Promise<Keyv> {
  const store = new KeyvSqlite({ uri: path, table: 'cache', driver: driverFor(db) });
  await store.ready;
  db.exec(textTriggers);
  await store.clearExpired();
  const keyv = new Keyv({ store });
  keyv.on('error', onError);
  return keyv;
}
