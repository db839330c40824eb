import type { Settings, SharedLimit } from '@esg-recycler/core';
import { createLimiter } from './limiter.ts';
import { createSpotClient, type SpotClient } from './spot-client.ts';

/**
 * One client per account, with one limiter: Spot counts the requests of an organization together.
 *
 * @param shared the limit of the organization, which other processes share
 */
export function createSpotClients(
  { accounts, apiUrl, token, timeoutMs }: Pick<Settings, 'accounts' | 'apiUrl' | 'token' | 'timeoutMs'>,
  shared?: SharedLimit,
): SpotClient[] {
  const limiter = createLimiter(shared && { sharing: { shared, apiUrl } });
  return accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs, limiter }));
}
