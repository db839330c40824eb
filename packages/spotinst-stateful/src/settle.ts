const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * How long Spot's answers must stay unchanged before they are believed, in milliseconds: its list may lag behind an
 * accepted request. Never under a minute, unless the API is a stand-in on this machine.
 */
export const settleTime = (pollIntervalMs: number, apiUrl: string): number =>
  Math.max(12 * pollIntervalMs, loopback.test(new URL(apiUrl).hostname) ? 0 : 60_000);
