import type { DatabaseSync } from 'node:sqlite';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** What a text was derived from, and how long that is valid. */
export interface TextOrigin {
  /** The result of `foreignWrites` before the first read. */
  foreignWrites: number;
  /** Milliseconds since the epoch. */
  expires: number;
}

/**
 * Long texts that are derived from entries of the cache. A text is valid until it expires or until any process sets an
 * entry: it is never older than its entries. A cache in memory has no texts.
 */
export interface CacheTexts {
  /** The number of writes by other processes; undefined where it is not counted. */
  foreignWrites(): Promise<number | undefined>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Stores nothing if another process has written since. */
  set(key: string, text: Uint8Array, origin: TextOrigin): Promise<void>;
}

/** The number of writes, and the texts with the number at which they are valid. The number only grows. */
export const textSchema = `
  CREATE TABLE IF NOT EXISTS cache_writes (id INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS cache_texts (
    key TEXT PRIMARY KEY,
    writes INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    text BLOB NOT NULL
  ) STRICT;
`;

const count = 'INSERT INTO cache_writes VALUES (0, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1';

/** Counts every write in its own transaction, for all processes. Requires the table of Keyv. */
export const textTriggers = `
  CREATE TRIGGER IF NOT EXISTS cache_inserted AFTER INSERT ON cache BEGIN ${count}; END;
  CREATE TRIGGER IF NOT EXISTS cache_updated AFTER UPDATE ON cache BEGIN ${count}; END;
`;

/** The texts of one file. Every step is one statement or one transaction. */
export interface TextTable {
  /** The number of writes. */
  countWrites(): number;
  read(key: string, now: number): Uint8Array | undefined;
  /** Stores the text if the number of writes still matches, and drops invalid texts. */
  write(key: string, text: Uint8Array, valid: { writes: number; expires: number; now: number }): void;
}

const writes = 'coalesce((SELECT number FROM cache_writes), 0)';

/** Such text shrinks to 5 % at the lowest level, and then writing takes less time than without compression. */
const compress = (text: Uint8Array): Uint8Array =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });

export const openTextTable = (db: DatabaseSync): TextTable => ({
  countWrites: () => Number(db.prepare(`SELECT ${writes} AS number`).get()!['number']),
  read(key, now) {
    const select = `SELECT text FROM cache_texts WHERE key = ? AND expires > ? AND writes = ${writes}`;
    const text = db.prepare(select).get(key, now)?.['text'];
    return text instanceof Uint8Array ? zstdDecompressSync(text) : undefined;
  },
  write(key, text, valid) {
    const row = [key, valid.writes, valid.expires, compress(text)];
    db.exec('BEGIN IMMEDIATE');
    try {
      db.prepare(`DELETE FROM cache_texts WHERE expires <= ? OR writes <> ${writes}`).run(valid.now);
      const insert = `INSERT OR REPLACE INTO cache_texts SELECT ?, ?, ?, ? WHERE ? = ${writes}`;
      db.prepare(insert).run(...row, valid.writes);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  },
});
