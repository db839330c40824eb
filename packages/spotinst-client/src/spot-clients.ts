import type { Settings, SharedLimit } from '@esg-recycler/core';
import { createLimiter, type LimiterOptions } from './limiter.ts';
import { createSpotClient, type SpotClient } from './spot-client.ts';

export interface SpotClientsOptions extends Pick<LimiterOptions, 'onBlocked'> {
  /** The limit of the organization, which other processes share. */
  shared?: SharedLimit;
}

/** One client per account, with one limiter: Spot counts the requests of an organization together. */
export function createSpotClients(
  { accounts, apiUrl, token, timeoutMs }: Pick<Settings, 'accounts' | 'apiUrl' | 'token' | 'timeoutMs'>,
  { shared, onBlocked }: SpotClientsOptions = {},
): SpotClient[] {
  const limiter = createLimiter({ onBlocked, ...(shared && { sharing: { shared, apiUrl } }) });
  return accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs, limiter }));
}
