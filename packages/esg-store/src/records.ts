import type { DatabaseSync } from 'node:sqlite';
import type { StateFile } from './state-file.ts';

/** Values of one kind, by key. A value survives a crash and a power failure once `put` has resolved. */
export interface Records<T> {
  put(key: string, value: T): Promise<void>;
  get(key: string): Promise<T | undefined>;
  /**
   * Replaces the current value with the result of a function, in one transaction.
   *
   * @param change returns undefined to change nothing
   */
  update(key: string, change: (current: T | undefined) => T | undefined): Promise<void>;
  /**
   * Stores a value unless an existing value conflicts with it, in one transaction.
   *
   * @returns the conflicting value
   */
  putUnless(key: string, value: T, conflicts: (other: T) => boolean): Promise<T | undefined>;
  /** Does nothing for a missing key. */
  delete(key: string): Promise<void>;
  /** Sorted by key. */
  list(): Promise<{ key: string; value: T }[]>;
}

export function createRecords<T>(state: StateFile, namespace: string): Records<T> {
  const parse = (text: unknown) => JSON.parse(String(text)) as T;
  const put = (db: DatabaseSync, key: string, value: T) =>
    db.prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?)').run(namespace, key, JSON.stringify(value));
  const get = (db: DatabaseSync, key: string): T | undefined => {
    const row = db.prepare('SELECT value FROM records WHERE namespace = ? AND key = ?').get(namespace, key);
    return row && parse(row['value']);
  };
  return {
    async put(key, value) {
      state.write((db) => put(db, key, value));
    },
    async get(key) {
      return state.read((db) => get(db, key));
    },
    async update(key, change) {
      state.write((db) => {
        const next = change(get(db, key));
        if (next !== undefined) put(db, key, next);
      });
    },
    async putUnless(key, value, conflicts) {
      return state.write((db) => {
        const rows = db.prepare('SELECT value FROM records WHERE namespace = ?').all(namespace);
        const existing = rows.map((row) => parse(row['value'])).find(conflicts);
        if (existing === undefined) put(db, key, value);
        return existing;
      });
    },
    async delete(key) {
      state.write((db) => db.prepare('DELETE FROM records WHERE namespace = ? AND key = ?').run(namespace, key));
    },
    async list() {
      const select = 'SELECT key, value FROM records WHERE namespace = ? ORDER BY key';
      const rows = state.read((db) => db.prepare(select).all(namespace));
      return rows.map((row) => ({ key: String(row['key']), value: parse(row['value']) }));
    },
  };
}
