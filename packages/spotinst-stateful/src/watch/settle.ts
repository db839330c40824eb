import type { Context } from '../context.ts';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * How long Spot's answers must stay unchanged before they are believed, in milliseconds: its list may lag behind an
 * accepted request. Never under a minute, nor under the time that a request may still be on its way, unless the API is a
 * stand-in on this machine.
 */
export function settleTime(
  pollIntervalMs: number,
  { apiUrl, requestTimeoutMs }: Pick<Context, 'apiUrl' | 'requestTimeoutMs'>,
): number {
  const floor = loopback.test(new URL(apiUrl).hostname) ? 0 : Math.max(60_000, 2 * requestTimeoutMs);
  return Math.max(12 * pollIntervalMs, floor);
}
