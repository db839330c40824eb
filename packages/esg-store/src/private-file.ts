import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What SQLite keeps beside a database; it creates them with the permissions of the database itself. */
export const sidecars = ['-wal', '-shm'];

/**
 * Makes sure that a file exists which only its owner can read, in a folder which, if it has to be made, only its owner
 * can enter. A file that is there is never opened: closing it would drop the locks that SQLite holds on it in this
 * process (https://sqlite.org/howtocorrupt.html, 2.2).
 */
export function ensurePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
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
