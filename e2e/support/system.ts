import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { repository } from './executables.ts';
import { findCommand } from './find-command.ts';

/** System commands that only tests need: command → Debian package. */
const packages = JSON.parse(readFileSync(join(repository, 'tools/system-commands.json'), 'utf8')) as Record<
  string,
  string
>;

/** Tests that need a system command. If it is missing, they are reported as skipped, with the package to install. */
export function describeWith(command: string, name: string, tests: () => void): void {
  const isMissing = findCommand(command) === undefined;
  const remedy = `needs ${command}: npm run setup:system (Debian: apt-get install ${packages[command]})`;
  if (isMissing) process.stderr.write(`skipped: ${name}; it ${remedy}\n`);
  const suite = isMissing ? describe.skip : describe;
  suite(isMissing ? `${name} (${remedy})` : name, tests);
}
