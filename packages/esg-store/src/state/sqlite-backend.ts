import { stopwatch } from '@esg-recycler/core';
import type { StateFile } from '../state-file.ts';
import type { Change, Entry, Scope, StateBackend, StateView } from './state-backend.ts';
import type { DatabaseSync } from 'node:sqlite';

const select = 'SELECT namespace, key, value AS text FROM records WHERE namespace = ?';

const readScope = (db: DatabaseSync, { namespace, key }: Scope): Entry[] => {
  const rows =
    key === undefined
      ? db.prepare(`${select} ORDER BY key`).all(namespace)
      : db.prepare(`${select} AND key = ?`).all(namespace, key);
  return rows as unknown as Entry[];
};

function writeChange(db: DatabaseSync, { namespace, key, text }: Change): void {
  if (text === undefined) db.prepare('DELETE FROM records WHERE namespace = ? AND key = ?').run(namespace, key);
  else db.prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?)').run(namespace, key, text);
}

/**
 * The shared state in a file of this machine.
 *
 * @param now milliseconds since the epoch: the clock of the machine is that of the store
 */
export function createSqliteBackend(state: StateFile, now: () => number = Date.now): StateBackend {
  const view = (db: DatabaseSync, scopes: readonly Scope[]): StateView => ({
    entries: scopes.flatMap((scope) => readScope(db, scope)),
    now: now(),
    age: stopwatch(),
  });
  return {
    read: async (scopes) => state.read((db) => view(db, scopes)),
    change: async (scopes, plan) =>
      state.write((db) => {
        const { result, changes } = plan(view(db, scopes));
        for (const change of changes) writeChange(db, change);
        return result;
      }),
    serverRun: async () => undefined,
    close: async () => state.close(),
  };
}
