import type { Settings } from '@esg-recycler/core';
import { cacheScope, createGroupSource, type GroupSource } from '@esg-recycler/esg-inventory';
import type { Cache } from '@esg-recycler/esg-store';
import { createLimiter, createSpotClient, type SpotClient } from '@esg-recycler/spotinst-client';

/** One client for every account; they share what the organisation's rate limits allow. */
export function connectSpot({ accounts, apiUrl, token, timeoutMs }: Settings): SpotClient[] {
  const limiter = createLimiter();
  return accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs, limiter }));
}

/** Reads groups and instances from Spot itself, and leaves each answer where the inventory will look for it. */
export const freshSource = (
  { apiUrl, token, inventory }: Settings,
  clients: readonly SpotClient[],
  cache: Cache,
): GroupSource =>
  createGroupSource({ clients, cache, scope: cacheScope(apiUrl, token), ttlMs: inventory.cacheTtlMs, refresh: true });
