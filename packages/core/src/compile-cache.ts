import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from './folders.ts';

/** Whether nobody but this user can have put anything there: what is in it is run. */
function isPrivate(folder: string): boolean {
  const { mode, uid } = lstatSync(folder);
  return (mode & 0o077) === 0 && uid === process.getuid?.();
}

/** Not `recursive`: that would make a home where there is none, and below `/proc` it never ends. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Lets Node keep in the user's cache folder what it makes of the sources, so that the next start need not. Called first
 * of all, by what the bundler puts before every executable: it holds for what is loaded later. Where the folder cannot be
 * made, or is not the user's alone, all goes on without. `NODE_COMPILE_CACHE` and `NODE_DISABLE_COMPILE_CACHE` are Node's
 * own, and go first. Node writes each file aside and renames it, so processes may share the folder.
 */
export function keepCompiled(env: Record<string, string | undefined> = process.env): void {
  if (env['NODE_COMPILE_CACHE'] || env['NODE_DISABLE_COMPILE_CACHE']) return;
  const parent = cacheFolder(env);
  const folder = join(parent, 'compiled');
  try {
    [dirname(parent), parent, folder].forEach((one) => makeFolder(one));
    if (isPrivate(folder)) enableCompileCache(folder);
  } catch {
    // Only the next start is slower.
  }
}
