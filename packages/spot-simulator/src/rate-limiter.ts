import { z } from 'zod';
import { methodsAndTemplates } from './route-table.ts';

export const rateLimitsSchema = z.strictObject({
  /**
   * `slidingLog`: a call counts while it is younger than the window, a blocked one never does. `punishing`: blocked
   * calls count too, so a client that keeps sending stays blocked. Spot's documentation describes both.
   */
  mode: z.enum(['slidingLog', 'punishing']).default('slidingLog'),
  windowMs: z.number().positive().default(60_000),
  /** Calls per window for every method and route not named in `routes`. */
  limit: z.int().positive().default(100_000),
  /** Calls per window by `METHOD /route/{template}`. */
  routes: z.partialRecord(z.enum(methodsAndTemplates), z.int().positive()).default({}),
});

export type RateLimits = z.infer<typeof rateLimitsSchema>;

export interface RateVerdict {
  allowed: boolean;
  /** `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds until a call will be allowed, or the oldest expires). */
  headers: Record<string, string>;
}

/**
 * One bucket per organization × method × route template, shared by all its accounts and tokens.
 * Source: https://docs.spot.io/administration/api/ (rate limits).
 */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #now: () => number;
  readonly #calls = new Map<string, number[]>();

  constructor(limits: RateLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  take(organization: string, methodAndRoute: string): RateVerdict {
    const { mode, windowMs, routes } = this.#limits;
    const limit = routes[methodAndRoute] ?? this.#limits.limit;
    const key = `${organization} ${methodAndRoute}`;
    const now = this.#now();
    const calls = this.#calls.get(key) ?? [];
    while (calls.length > 0 && now - (calls[0] as number) >= windowMs) calls.shift();
    const allowed = calls.length < limit;
    if (allowed || mode === 'punishing') calls.push(now);
    // Only the newest `limit` calls count. The oldest of them determines when the next one is allowed.
    while (calls.length > limit) calls.shift();
    this.#calls.set(key, calls);
    const reset = Math.ceil(((calls[0] ?? now) + windowMs - now) / 1000);
    return {
      allowed,
      headers: {
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': String(limit - calls.length),
        'X-RateLimit-Reset': String(reset),
      },
    };
  }
}
