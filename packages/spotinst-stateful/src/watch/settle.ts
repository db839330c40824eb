import { isLoopback } from '@esg-recycler/core';
import type { Context } from '../context.ts';

/**
 * The settle time: how long Spot's list must stay unchanged before it counts, in milliseconds, because the list may lag
 * behind an accepted request. At least one minute and two request timeouts, unless the API is a simulator on this machine.
 */
export function settleTime(
  pollIntervalMs: number,
  { apiUrl, requestTimeoutMs }: Pick<Context, 'apiUrl' | 'requestTimeoutMs'>,
): number {
  const floor = isLoopback(new URL(apiUrl).hostname) ? 0 : Math.max(60_000, 2 * requestTimeoutMs);
  return Math.max(12 * pollIntervalMs, floor);
}
