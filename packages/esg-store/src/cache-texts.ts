import type { DatabaseSync } from 'node:sqlite';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** What a text was made of, and for how long that may be read. */
export interface TextOrigin {
  /** What `foreignWrites` answered before the first of it was read. */
  foreignWrites: number;
  /** Milliseconds since the epoch. */
  expires: number;
}

/**
 * Long texts that were made of what the cache holds. A text is good until its time has come, or until anything is set in
 * the cache, by whichever process: it is never older than what it was made of. Without a file there are none.
 */
export interface CacheTexts {
  /** How often others have set anything; undefined where that is not counted. */
  foreignWrites(): Promise<number | undefined>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Keeps nothing where others have set something since. */
  set(key: string, text: Uint8Array, origin: TextOrigin): Promise<void>;
}

/** How often anything was set, and the texts with the count at which they are good. A count never comes back. */
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

/** Counts in the very transaction of what is set, whoever sets it; for a file that has the table of Keyv. */
export const textTriggers = `
  CREATE TRIGGER IF NOT EXISTS cache_inserted AFTER INSERT ON cache BEGIN ${count}; END;
  CREATE TRIGGER IF NOT EXISTS cache_updated AFTER UPDATE ON cache BEGIN ${count}; END;
`;

/** The texts of one file; every step is one statement, or one transaction. */
export interface TextTable {
  /** How often anything was set. */
  countWrites(): number;
  read(key: string, now: number): Uint8Array | undefined;
  /** Keeps the text where the count is the one that it is good at, and drops what is good no more. */
  write(key: string, text: Uint8Array, good: { writes: number; expires: number; now: number }): void;
}

const writes = 'coalesce((SELECT number FROM cache_writes), 0)';

/** Text of machines shrinks to a twentieth at the least of efforts, and then costs less than writing it as it is. */
const compress = (text: Uint8Array): Uint8Array =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });

export const openTextTable = (db: DatabaseSync): TextTable => ({
  countWrites: () => Number(db.prepare(`SELECT ${writes} AS number`).get()!['number']),
  read(key, now) {
    const select = `SELECT text FROM cache_texts WHERE key = ? AND expires > ? AND writes = ${writes}`;
    const text = db.prepare(select).get(key, now)?.['text'];
    return text instanceof Uint8Array ? zstdDecompressSync(text) : undefined;
  },
  write(key, text, good) {
    const row = [key, good.writes, good.expires, compress(text)];
    db.exec('BEGIN IMMEDIATE');
    try {
      db.prepare(`DELETE FROM cache_texts WHERE expires <= ? OR writes <> ${writes}`).run(good.now);
      const insert = `INSERT OR REPLACE INTO cache_texts SELECT ?, ?, ?, ? WHERE ? = ${writes}`;
      db.prepare(insert).run(...row, good.writes);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  },
});
