import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensurePrivateFile } from './private-file.ts';

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const SqliteCode = { busy: 5, locked: 6, corrupt: 11, notADatabase: 26 } as const;

/** How long a statement waits for another process's write, in milliseconds. */
const busyTimeoutMs = 5000;

/** The primary result code of an error of `node:sqlite`; `undefined` for any other error. */
export function sqliteCodeOf(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

export const isBusy = (error: unknown): boolean =>
  sqliteCodeOf(error) === SqliteCode.busy || sqliteCodeOf(error) === SqliteCode.locked;

export const isCorrupt = (error: unknown): boolean =>
  sqliteCodeOf(error) === SqliteCode.corrupt || sqliteCodeOf(error) === SqliteCode.notADatabase;

function connect(path: string, synchronous: 'FULL' | 'NORMAL'): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens a SQLite file (0600, in a folder 0700) for several processes at once: write-ahead log, a busy timeout, and a
 * retry, because switching to the write-ahead log does not wait when two processes open a new file at the same time.
 *
 * @param synchronous `FULL` survives a power failure; `NORMAL` can lose the last writes
 * @throws the error of the file system or of SQLite, unchanged
 */
export async function openSqliteFile(path: string, synchronous: 'FULL' | 'NORMAL'): Promise<DatabaseSync> {
  ensurePrivateFile(path);
  const deadline = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      return connect(path, synchronous);
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
    }
    await sleep(5 + Math.random() * 20);
  }
}
