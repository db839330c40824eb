import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensurePrivateFolders } from '@esg-recycler/core';

/** The files that SQLite keeps next to a database. It creates them with the permissions of the database. */
export const sidecars = ['-wal', '-shm'];

/**
 * Ensures that a file exists that only its owner can read. A missing folder is created for its owner only. An existing
 * file is never opened: closing it would drop the locks that SQLite holds on it in this process
 * (https://sqlite.org/howtocorrupt.html, 2.2).
 */
export function ensurePrivateFile(path: string): void {
  ensurePrivateFolders(dirname(path));
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (const file of [path, ...sidecars.map((suffix) => path + suffix)]) {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
    if (mode & 0o077) chmodSync(file, 0o600);
  }
}
