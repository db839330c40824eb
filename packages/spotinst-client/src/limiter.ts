import type { SharedLimit } from '@esg-recycler/core';
import { Bucket, type BucketOptions } from './bucket.ts';
import { systemClock } from './clock.ts';
import { createSharedTurns } from './shared-turns.ts';
import type { Headers } from './transport.ts';

export interface Limiter {
  /**
   * Sends a request when the bucket of its route admits it.
   *
   * @param route method and path template, `GET /aws/ec2/group/{groupId}`
   * @param send sends the request once per call
   * @param repeat whether a request with the response 429 is sent again when the block is over
   * @param signal aborts the wait
   * @throws SpotError `spot-rate-limited`, not sent, when no request passes for too long; the signal's reason
   */
  run<T extends { status: number; headers: Headers }>(
    route: string,
    send: () => Promise<T>,
    repeat: boolean,
    signal?: AbortSignal,
  ): Promise<T>;
}

export interface LimiterOptions extends Partial<BucketOptions> {
  /** The limit that other processes share, and the API that it belongs to. Default: this process has its own. */
  sharing?: { shared: SharedLimit; apiUrl: string };
}

/**
 * Stays within Spot's rate limits, which count per organization, method and route template: share one limiter between
 * all accounts of an organization.
 *
 * With `sharing`, a request also waits for the limit that it shares with other processes.
 *
 * Defaults: 8 requests in flight per bucket; a request fails when no request passes for 5 minutes.
 */
export function createLimiter({
  concurrency = 8,
  maxWaitMs = 300_000,
  clock = systemClock,
  random = Math.random,
  sharing,
  onBlocked,
}: LimiterOptions = {}): Limiter {
  const buckets = new Map<string, Bucket>();
  const turns = sharing && createSharedTurns(sharing, { clock, random, maxWaitMs });

  const bucketOf = (route: string): Bucket => {
    const bucket = buckets.get(route) ?? new Bucket(route, { concurrency, maxWaitMs, clock, random, onBlocked });
    buckets.set(route, bucket);
    return bucket;
  };

  const sendInTurn = async <T extends { status: number; headers: Headers }>(
    route: string,
    send: () => Promise<T>,
    { since, signal }: { since: number; signal?: AbortSignal },
  ): Promise<T> => {
    const turn = await turns?.take(route, since, signal);
    const answer = await send().catch(async (error: unknown) => {
      await turn?.end();
      throw error;
    });
    await turn?.end(answer);
    return answer;
  };

  return {
    async run(route, send, repeat, signal) {
      const bucket = bucketOf(route);
      const since = clock.now();
      await bucket.enter({ signal });
      for (;;) {
        const answer = await sendInTurn(route, send, { since, signal }).catch((error: unknown) => {
          bucket.leave();
          throw error;
        });
        bucket.leave(answer);
        if (answer.status !== 429 || !repeat) return answer;
        await bucket.enter({ since, signal });
      }
    },
  };
}
