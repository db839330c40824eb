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

/** What the process brings along. */
interface Surroundings {
  env: Record<string, string | undefined>;
  /** Shows one line to the user. */
  warn: (line: string) => void;
}

/** An inventory that is about to be read: what of, how, and through which cache. */
export interface Opening extends Surroundings {
  settings: Settings;
  request: InventoryRequest;
  /** Whether the runner asks, for the groups of one roll only: nothing old may be served. */
  isInRoll: boolean;
  /** Whether to ask even where the cache could answer. */
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
    warn(`${error.message}; going on without`);
    return undefined;
  }
}

/** What to read, by options and environment. */
function requestOf({ esg = [] }: LoadOptions, env: Surroundings['env']): InventoryRequest {
  const only = (env['ESG_RECYCLER_ONLY'] ?? '').split(',').filter((id) => id !== '');
  return { selectors: esg, only, ssi: env['ESG_RECYCLER_SSI'] || undefined };
}

/** Resolves the settings, and opens the cache for as long as something is done with them. */
export async function withOpening<T>(
  options: LoadOptions,
  use: (opening: Opening) => Promise<T>,
  { env, warn }: Surroundings = own,
): Promise<T> {
  const settings = resolveSettings({ configPath: options.config, env });
  const request = requestOf(options, env);
  const isInRoll = request.only.length > 0 || request.ssi !== undefined;
  const ignored = settings.unreadable.filter((name) => /filters$|^regions$/.test(name));
  if (ignored.length > 0 && !isInRoll) warn(`${ignored.join(', ')}: only Ansible can read it; going on without`);
  // The runner has just renewed what it hands down; the role's own refreshes would only repeat that.
  const refresh = options.refresh === true && request.ssi === undefined;
  const scope = cacheScope(settings.apiUrl, settings.token);
  const cache = await cacheFor(settings, warn);
  try {
    return await use({ settings, request, isInRoll, refresh, scope, cache, env, warn });
  } finally {
    await cache?.close();
  }
}
