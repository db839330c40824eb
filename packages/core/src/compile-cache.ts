import { lstatSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from './folders.ts';
import { ensurePrivateFolder } from './private-folder.ts';

/** Whether only this user can write into the folder: Node runs what is in it. */
function isPrivate(folder: string): boolean {
  const { mode, uid } = lstatSync(folder);
  return (mode & 0o077) === 0 && uid === process.getuid?.();
}

/**
 * Lets Node keep its compiled sources in the user's cache folder, so that the next start is faster. The bundler calls it
 * before everything else in an executable: it applies to modules that are loaded later. Where the folder cannot be
 * created, or is not private, there is no cache. `NODE_COMPILE_CACHE` and `NODE_DISABLE_COMPILE_CACHE` are Node's own
 * settings and take precedence. Node writes a temporary file and renames it, so processes can share the folder.
 */
export function keepCompiled(env: Record<string, string | undefined> = process.env): void {
  if (env['NODE_COMPILE_CACHE'] || env['NODE_DISABLE_COMPILE_CACHE']) return;
  const parent = cacheFolder(env);
  const folder = join(parent, 'compiled');
  try {
    // A missing home folder is not created.
    [dirname(parent), parent, folder].forEach((one) => ensurePrivateFolder(one));
    if (isPrivate(folder)) enableCompileCache(folder);
  } catch {
    // Only the next start is slower.
  }
}
