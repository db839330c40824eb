import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Record<string, string | undefined>;

const xdgFolder = (env: Environment, variable: string, fallback: string): string =>
  env[variable]?.startsWith('/') ? env[variable] : join(env['HOME'] || homedir(), fallback);

/** The folder of leases, intents, journals, ledgers and run folders: `ESG_STATE_DIR`, else the user's XDG state folder. */
export const stateFolder = (env: Environment): string =>
  env['ESG_STATE_DIR']
    ? resolve(env['ESG_STATE_DIR'])
    : join(xdgFolder(env, 'XDG_STATE_HOME', '.local/state'), 'esg-recycler');

/** The folder of the cache: the user's XDG cache folder. */
export const cacheFolder = (env: Environment): string =>
  join(xdgFolder(env, 'XDG_CACHE_HOME', '.cache'), 'esg-recycler');
