import type { Headers } from './transport.ts';

/** The rate limit of a route, which Spot reports with every response. */
export interface RateLimit {
  /** Requests allowed in a window (60 s, according to the documentation). */
  limit: number;
  /** Requests left in the current window. */
  remaining: number;
  /** Until the oldest request of the window expires, in milliseconds. */
  resetMs: number;
}

const numberOf = (headers: Headers, name: string): number | undefined => {
  const text = String(headers[name] ?? '').trim();
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
};

/** `X-RateLimit-Reset` in milliseconds; undefined where it is missing or unreadable. */
export const readReset = (headers: Headers): number | undefined => {
  const seconds = numberOf(headers, 'x-ratelimit-reset');
  return seconds === undefined ? undefined : seconds * 1000;
};

/** The three `X-RateLimit-*` headers; undefined where one is missing or unreadable. */
export function readRateLimit(headers: Headers): RateLimit | undefined {
  const limit = numberOf(headers, 'x-ratelimit-limit');
  const remaining = numberOf(headers, 'x-ratelimit-remaining');
  const resetMs = readReset(headers);
  return limit && remaining !== undefined && resetMs !== undefined ? { limit, remaining, resetMs } : undefined;
}
