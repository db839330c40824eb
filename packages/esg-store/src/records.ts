import type { DatabaseSync } from 'node:sqlite';
import type { StateFile } from './state-file.ts';

/** Values by key, of one kind. What `put` has resolved for survives a crash and a power cut. */
export interface Records<T> {
  put(key: string, value: T): Promise<void>;
  get(key: string): Promise<T | undefined>;
  /**
   * Puts what a function makes of the value that is there, in one transaction.
   *
   * @param change returns undefined to leave everything as it is
   */
  update(key: string, change: (current: T | undefined) => T | undefined): Promise<void>;
  /**
   * Puts a value unless one that is there stands against it, in one transaction.
   *
   * @returns the one that does
   */
  putUnless(key: string, value: T, stands: (other: T) => boolean): Promise<T | undefined>;
  /** Also when there is nothing. */
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
    async putUnless(key, value, stands) {
      return state.write((db) => {
        const rows = db.prepare('SELECT value FROM records WHERE namespace = ?').all(namespace);
        const against = rows.map((row) => parse(row['value'])).find(stands);
        if (against === undefined) put(db, key, value);
        return against;
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
