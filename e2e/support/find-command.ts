import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a command is. Servers are in folders that are not in everybody's `PATH`. */
export const findCommand = (name: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
