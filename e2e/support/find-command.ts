import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a command. Servers may be in folders outside `PATH`. */
export const findCommand = (name: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
