import { Bucket, type BucketOptions } from './bucket.ts';
import { systemClock } from './clock.ts';
import type { Headers } from './transport.ts';

export interface Limiter {
  /**
   * Sends a request when the bucket of its route lets it through.
   *
   * @param route method and path template, `GET /aws/ec2/group/{groupId}`
   * @param send makes the request, once each time it is called
   * @param repeat whether a request that was answered with 429 is sent again when the bucket thaws
   * @param signal gives up the wait for a turn
   * @throws SpotError `spot-rate-limited`, not sent, when nothing gets through for too long; the signal's reason
   */
  run<T extends { status: number; headers: Headers }>(
    route: string,
    send: () => Promise<T>,
    repeat: boolean,
    signal?: AbortSignal,
  ): Promise<T>;
}

export type LimiterOptions = Partial<BucketOptions>;

/**
 * Keeps within Spot's rate limits, which count per organisation, method and route template: share one limiter between
 * all accounts of an organisation.
 *
 * Defaults: 8 requests in flight per bucket, and a request gives up once nothing got through for 5 minutes.
 */
export function createLimiter({
  concurrency = 8,
  maxWaitMs = 300_000,
  clock = systemClock,
  random = Math.random,
}: LimiterOptions = {}): Limiter {
  const buckets = new Map<string, Bucket>();

  const bucketOf = (route: string): Bucket => {
    const bucket = buckets.get(route) ?? new Bucket(route, { concurrency, maxWaitMs, clock, random });
    buckets.set(route, bucket);
    return bucket;
  };

  return {
    async run(route, send, repeat, signal) {
      const bucket = bucketOf(route);
      const since = clock.now();
      await bucket.enter({ signal });
      for (;;) {
        const answer = await send().catch((error: unknown) => {
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
