import type { Settings } from '@esg-recycler/core';
import { createLimiter } from './limiter.ts';
import { createSpotClient, type SpotClient } from './spot-client.ts';

/** One client for every account, over one limiter: Spot counts the requests of an organisation together. */
export function createSpotClients({
  accounts,
  apiUrl,
  token,
  timeoutMs,
}: Pick<Settings, 'accounts' | 'apiUrl' | 'token' | 'timeoutMs'>): SpotClient[] {
  const limiter = createLimiter();
  return accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs, limiter }));
}
