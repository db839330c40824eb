import type { SharedLimit } from '@esg-recycler/core';
import { createHash } from 'node:crypto';
import type { BucketOptions } from './bucket.ts';
import { readRateLimit, readReset } from './rate-limit.ts';
import { rateLimited } from './rate-limited.ts';
import { sleepUntilAborted } from './sleep.ts';
import type { Headers } from './transport.ts';

/** The turn of one request in the limit that several processes share. */
export interface SharedTurn {
  end(answer?: { status: number; headers: Headers }): Promise<void>;
}

/** Waits for the limit that several processes share. */
export interface SharedTurns {
  /**
   * @param since when the request began to wait
   * @throws SpotError `spot-rate-limited`, not sent, when no request passes for too long; the signal's reason
   */
  take(route: string, since: number, signal?: AbortSignal): Promise<SharedTurn>;
}

/** @param apiUrl the API: tokens of one organization share a limit, and nothing shows which tokens those are */
export function createSharedTurns(
  { shared, apiUrl }: { shared: SharedLimit; apiUrl: string },
  { clock, random, maxWaitMs }: Pick<BucketOptions, 'clock' | 'random' | 'maxWaitMs'>,
): SharedTurns {
  const scope = createHash('sha256').update(apiUrl).digest('base64url').slice(0, 16);

  return {
    async take(route, since, signal) {
      const bucket = `${scope}:${route}`;
      let progressAt = since;
      for (;;) {
        signal?.throwIfAborted();
        const admission = await shared.admit(bucket);
        if ('ticket' in admission) {
          const { ticket } = admission;
          return {
            async end(answer) {
              const { remaining } = readRateLimit(answer?.headers ?? {}) ?? {};
              const resetMs = readReset(answer?.headers ?? {});
              await shared.report(bucket, ticket, answer && { status: answer.status, remaining, resetMs });
            },
          };
        }
        const { waitMs, isBlocked } = admission;
        if (!isBlocked) progressAt = clock.now();
        if (clock.now() + waitMs > progressAt + maxWaitMs) throw rateLimited(route, { waitMs, maxWaitMs });
        // The jitter gives every process the same chance.
        await sleepUntilAborted(clock, waitMs + random() * Math.min(waitMs, 250), signal);
      }
    },
  };
}
