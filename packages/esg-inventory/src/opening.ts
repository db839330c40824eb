import { EsgError, resolveSettings, type Settings } from '@esg-recycler/core';
import { type Cache, openCache } from '@esg-recycler/esg-store';
import { cacheScope } from './cached-reads.ts';
import type { InventoryRequest } from './inventory-request.ts';

export interface LoadOptions {
  /** A file, or `-` for standard input. */
  config?: string;
  esg?: string[];
  refresh?: boolean;
}

/** The environment of the process. */
interface Surroundings {
  env: Record<string, string | undefined>;
  /** Shows one line to the user. */
  warn: (line: string) => void;
}

/** Everything that a reading of the inventory needs: settings, request and cache. */
export interface Opening extends Surroundings {
  settings: Settings;
  request: InventoryRequest;
  /** Whether the runner requests only the groups of one roll: then no stale data is served. */
  isInRoll: boolean;
  /** Whether to ignore cached responses. */
  refresh: boolean;
  /** See {@link cacheScope}. */
  scope: string;
  cache: Cache | undefined;
}

const own: Surroundings = {
  env: process.env,
  warn: (line) => void process.stderr.write(`esg-inventory: ${line}\n`),
};

async function cacheFor({ store, cacheDir }: Settings, warn: Surroundings['warn']): Promise<Cache | undefined> {
  try {
    return await openCache({ url: store, cacheDir, warn });
  } catch (error) {
    if (!(error instanceof EsgError && error.code === 'cache-unavailable')) throw error;
    warn(`${error.message}; continuing without a cache`);
    return undefined;
  }
}

/** The request, from options and environment. */
function requestOf({ esg = [] }: LoadOptions, env: Surroundings['env']): InventoryRequest {
  const only = (env['ESG_RECYCLER_ONLY'] ?? '').split(',').filter((id) => id !== '');
  return { selectors: esg, only, ssi: env['ESG_RECYCLER_SSI'] || undefined };
}

/** Resolves the settings, and opens the cache while `use` runs. */
export async function withOpening<T>(
  options: LoadOptions,
  use: (opening: Opening) => Promise<T>,
  { env, warn }: Surroundings = own,
): Promise<T> {
  const settings = resolveSettings({ configPath: options.config, env });
  const request = requestOf(options, env);
  const isInRoll = request.only.length > 0 || request.ssi !== undefined;
  const ignored = settings.unreadable.filter((name) => /filters$|^regions$/.test(name));
  if (ignored.length > 0 && !isInRoll)
    warn(`${ignored.join(', ')}: ignored, because only Ansible can read a vaulted value or a template`);
  // The runner has renewed the cache just before. A refresh by the role would only repeat that.
  const refresh = options.refresh === true && request.ssi === undefined;
  const scope = cacheScope(settings.apiUrl, settings.token);
  const cache = await cacheFor(settings, warn);
  try {
    return await use({ settings, request, isInRoll, refresh, scope, cache, env, warn });
  } finally {
    await cache?.close();
  }
}
