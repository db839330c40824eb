import { describe, expect, it } from '@jest/globals';
import { jobLockTimes, leaseRetries } from './lease-times.ts';

describe('the times of a job', () => {
  it.each([1000, 6000, 120_000])('continue within twice a lease of %d ms', (ttlMs) => {
    const { lockDuration, stalledInterval } = jobLockTimes(ttlMs);
    const noticedMs = lockDuration + stalledInterval;
    expect(noticedMs).toBeLessThanOrEqual(ttlMs);

    const { attempts, backoff } = leaseRetries(ttlMs);
    const pauses = Array.from({ length: attempts - 1 }, (_, index) => backoff.delay * 2 ** index);
    const triesAt = pauses.reduce<number[]>((times, pause) => [...times, times.at(-1)! + pause], [0]);
    // The lease of a machine that is lost ends one ttl after its last renewal, wherever the first try falls.
    for (const first of [0, noticedMs / 2, noticedMs])
      expect(Math.min(...triesAt.map((at) => first + at).filter((at) => at >= ttlMs))).toBeLessThanOrEqual(2 * ttlMs);
  });
});
