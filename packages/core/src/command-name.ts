import { existsSync } from 'node:fs';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { environmentVariables } from './protocol/environment-variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const npmFolder = /[/\\]node_modules[/\\]\.bin[/\\]?$/;

/** npm adds the executables of the project to the PATH of its children. The user's shell does not have them. */
const pathFolders = (environment: Environment): string[] =>
  (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !(environment['npm_command'] !== undefined && npmFolder.test(folder)));

/** The nearest parent folder where npm has installed this executable. */
function projectWith(name: string, from: string): string | undefined {
  if (existsSync(join(from, 'node_modules/.bin', name))) return from;
  return dirname(from) === from ? undefined : projectWith(name, dirname(from));
}

const isWithin = (folder: string, root: string): boolean => !relative(root, folder).startsWith('..');

interface Place {
  /** Where this file is. */
  from?: string;
  /** The executable that runs, as it was started. */
  started?: string;
  /** Where the user is. */
  cwd?: string;
  /** Whether the command is for any folder: npx finds the executable only in some. */
  isForAnyFolder?: boolean;
}

/** The config file of this process, by its `--config`. The settings set it once. */
let named: string | undefined;

/** Remembers the config file that `--config` names; undefined without `--config`. */
export const rememberConfig = (path: string | undefined): void => {
  named = path;
};

/** The absolute path of the config file that `--config`, else `ESG_CONFIG`, names; undefined for a file that was found. */
export function namedConfig(environment: Environment = process.env, cwd: string = process.cwd()): string | undefined {
  const path = named ?? environment[environmentVariables.config];
  return path ? resolve(cwd, path) : undefined;
}

const quoted = (path: string): string =>
  /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;

function startOf(
  name: string,
  environment: Environment,
  { from = import.meta.dirname, started = process.argv[1] ?? '', cwd = process.cwd(), isForAnyFolder = false }: Place,
): string {
  if (pathFolders(environment).some((folder) => existsSync(join(folder, name)))) return name;
  const root = projectWith(name, from);
  if (root !== undefined)
    return isWithin(cwd, root) && !isForAnyFolder ? `npx --no-install ${name}` : join(root, 'node_modules/.bin', name);
  const beside = join(dirname(started), name);
  return existsSync(beside) ? beside : name;
}

const withConfig = (words: string, config: string): string =>
  /(?<!\S)--/.test(words) ? words.replace(/(?<!\S)--/, () => `${config} --`) : `${words} ${config}`;

/**
 * A command as a user can paste it. The executable is its name where the PATH has it, `npx --no-install NAME` inside the
 * folder where npm has installed it, and a path elsewhere. Without `--no-install`, npx would run a package of that name
 * from the registry where ours is missing. The config file that the user has named comes before the other options:
 * without it, the command would use other settings.
 *
 * @param words what follows the executable: `resume --esg sig-1 --id ssi-1`; without them, no config file is added
 */
export function commandOf(name: string, words = '', environment: Environment = process.env, place: Place = {}): string {
  const config = namedConfig(environment, place.cwd);
  const given = config === undefined || words === '' ? words : withConfig(words, `--config ${quoted(config)}`);
  return [startOf(name, environment, place), given].filter(Boolean).join(' ');
}
