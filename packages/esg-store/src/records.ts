import type { StateFile } from './state-file.ts';

/** Values by key, of one kind. What `put` has resolved for survives a crash and a power cut. */
export interface Records<T> {
  put(key: string, value: T): Promise<void>;
  get(key: string): Promise<T | undefined>;
  /** Also when there is nothing. */
  delete(key: string): Promise<void>;
  /** Sorted by key. */
  list(): Promise<{ key: string; value: T }[]>;
}

export function createRecords<T>(state: StateFile, namespace: string): Records<T> {
  const parse = (text: unknown) => JSON.parse(String(text)) as T;
  return {
    async put(key, value) {
      const text = JSON.stringify(value);
      state.write((db) => db.prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?)').run(namespace, key, text));
    },
    async get(key) {
      const select = 'SELECT value FROM records WHERE namespace = ? AND key = ?';
      const row = state.read((db) => db.prepare(select).get(namespace, key));
      return row && parse(row['value']);
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
