import type { Settings } from '@esg-recycler/core';
import { createLimiter } from './limiter.ts';
import { createSpotClient, type SpotClient } from './spot-client.ts';

/** One client per account, with one limiter: Spot counts the requests of an organization together. */
export function createSpotClients({
  accounts,
  apiUrl,
  token,
  timeoutMs,
}: Pick<Settings, 'accounts' | 'apiUrl' | 'token' | 'timeoutMs'>): SpotClient[] {
  const limiter = createLimiter();
  return accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs, limiter }));
}
