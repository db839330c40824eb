import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const pathFolders = (): string[] => (process.env['PATH'] ?? '').split(delimiter);

/** The path of a command. Servers may be in folders outside `PATH`. */
export const findCommand = (name: string, folders: readonly string[] = pathFolders()): string | undefined =>
  [...folders, '/usr/local/sbin', '/usr/sbin', '/sbin']
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
