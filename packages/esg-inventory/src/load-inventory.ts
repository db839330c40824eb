import { EsgError, resolveSettings, type Settings } from '@esg-recycler/core';
import { type Cache, openCache } from '@esg-recycler/esg-store';
import { createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';
import { cacheScope } from './cached-reads.ts';
import { createGroupSource } from './group-source.ts';
import type { Inventory } from './inventory.ts';
import { readInventory } from './read-inventory.ts';

export interface LoadOptions {
  /** A file, or `-` for standard input. */
  config?: string;
  esg?: string[];
  refresh?: boolean;
}

const warn = (line: string): void => void process.stderr.write(`esg-inventory: ${line}\n`);

async function cacheFor({ store, cacheDir }: Settings): Promise<Cache | undefined> {
  try {
    return await openCache({ url: store, cacheDir, warn });
  } catch (error) {
    if (!(error instanceof EsgError && error.code === 'cache-unavailable')) throw error;
    warn(`${error.message}; going on without`);
    return undefined;
  }
}

/** Resolves the settings, reads the inventory through the cache, and prints its warnings on stderr, one a line. */
export async function loadInventory({ config, esg = [], refresh = false }: LoadOptions): Promise<Inventory> {
  const settings = resolveSettings({ configPath: config });
  const only = (process.env['ESG_RECYCLER_ONLY'] ?? '').split(',').filter((id) => id !== '');
  const ssi = process.env['ESG_RECYCLER_SSI'] || undefined;
  const { accounts, apiUrl, token, timeoutMs } = settings;
  const limiter = createLimiter();
  const cache = await cacheFor(settings);
  try {
    const source = createGroupSource({
      clients: accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs, limiter })),
      scope: cacheScope(apiUrl, token),
      cache,
      ttlMs: settings.inventory.cacheTtlMs,
      // The runner has just renewed what it hands down; the role's own refreshes would only repeat that.
      refresh: refresh && ssi === undefined,
    });
    const { inventory, warnings } = await readInventory(source, settings, { selectors: esg, only, ssi });
    warnings.forEach(warn);
    return inventory;
  } finally {
    await cache?.close();
  }
}
