import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Ensures that a folder exists; a new one is only for its owner. Its parent must exist. @throws NodeJS.ErrnoException */
export function ensurePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
}

/**
 * Ensures that a folder and its parents exist; new ones are only for their owner. Unlike Node's option
 * `recursive`, this always ends: it tries each folder at most twice.
 *
 * @throws NodeJS.ErrnoException
 */
export function ensurePrivateFolders(folder: string): void {
  try {
    ensurePrivateFolder(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    ensurePrivateFolders(dirname(folder));
    ensurePrivateFolder(folder);
  }
}
