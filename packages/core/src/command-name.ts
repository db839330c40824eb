import { existsSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const npmFolder = /[/\\]node_modules[/\\]\.bin[/\\]?$/;

/** npm puts the executables of the project in the PATH of what it starts; the shell that started npm has none of them. */
const pathFolders = (environment: Environment): string[] =>
  (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !(environment['npm_command'] !== undefined && npmFolder.test(folder)));

/** The nearest folder above whose executables npm has installed this one among. */
function projectWith(name: string, from: string): string | undefined {
  if (existsSync(join(from, 'node_modules/.bin', name))) return from;
  return dirname(from) === from ? undefined : projectWith(name, dirname(from));
}

const isWithin = (folder: string, root: string): boolean => !relative(root, folder).startsWith('..');

/**
 * How a user starts an executable of this project, so that a command can be pasted as it stands: by its name where the
 * PATH has it, through npx inside the clone, else by its path. npx elsewhere would take whatever the registry has.
 *
 * @param place where this file is, and where the user is
 */
export function commandOf(
  name: string,
  environment: Environment = process.env,
  { from = import.meta.dirname, cwd = process.cwd() }: { from?: string; cwd?: string } = {},
): string {
  if (pathFolders(environment).some((folder) => existsSync(join(folder, name)))) return name;
  const root = projectWith(name, from);
  if (root === undefined) return name;
  return isWithin(cwd, root) ? `npx ${name}` : join(root, 'node_modules/.bin', name);
}
