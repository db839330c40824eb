import { describe, expect, it } from '@jest/globals';
import type { LimitReport, SharedLimit } from '@esg-recycler/core';
import { createLimiter } from './limiter.ts';
import { createVirtualClock } from './test-support/clocks.ts';

const route = 'PUT /aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';

type Admission = Awaited<ReturnType<SharedLimit['admit']>>;

/** A limiter whose shared limit gives each admission in turn, and then admits everything. */
function setUp(admissions: Admission[]) {
  const clock = createVirtualClock();
  const reports: (LimitReport | undefined)[] = [];
  const buckets = new Set<string>();
  const shared: SharedLimit = {
    async admit(bucket) {
      buckets.add(bucket);
      return admissions.shift() ?? { ticket: 'next' };
    },
    async report(_bucket, _ticket, report) {
      reports.push(report);
    },
  };
  const sharing = { shared, apiUrl: 'https://api.spotinst.io' };
  return { clock, reports, buckets, limiter: createLimiter({ clock, random: () => 0, sharing }) };
}

describe('a limiter that shares its limit', () => {
  it('sends when the shared limit admits the request, and reports the headers', async () => {
    const { clock, limiter, reports, buckets } = setUp([{ waitMs: 2000, isBlocked: false }]);
    const times: number[] = [];
    const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': '60' };
    const done = limiter.run(route, async () => (times.push(clock.now()), { status: 200, headers }), false);
    await clock.advance(10_000);
    await done;
    expect(times).toEqual([2000]);
    expect(reports).toEqual([{ status: 200, remaining: 9, resetMs: 60_000 }]);
    expect([...buckets]).toEqual([expect.stringMatching(/^[\w-]{16}:PUT \/aws/)]);
  });

  it('reports a request without a response too', async () => {
    const { limiter, reports } = setUp([]);
    await expect(limiter.run(route, () => Promise.reject(new Error('reset')), false)).rejects.toThrow('reset');
    expect(reports).toEqual([undefined]);
  });

  it('is admitted again before it repeats a read after a 429', async () => {
    const { clock, limiter, reports } = setUp([]);
    const answers = [429, 200];
    const headers = { 'x-ratelimit-reset': '5' };
    const done = limiter.run(route, async () => ({ status: answers.shift()!, headers }), true);
    await clock.advance(60_000);
    await done;
    expect(reports.map((report) => report?.status)).toEqual([429, 200]);
  });

  it('ends its wait when it is aborted, and frees its place', async () => {
    const { limiter, clock } = setUp(Array.from({ length: 8 }, () => ({ waitMs: 60_000, isBlocked: true })));
    const stop = new AbortController();
    const send = async () => ({ status: 200, headers: {} });
    const waiting = Array.from({ length: 8 }, () => limiter.run(route, send, false, stop.signal));
    await clock.advance(1000);
    stop.abort(new Error('stopped'));
    for (const end of await Promise.allSettled(waiting)) expect(end).toMatchObject({ reason: { message: 'stopped' } });
    await expect(limiter.run(route, send, false)).resolves.toMatchObject({ status: 200 });
    expect(clock.pending()).toBe(0);
  });

  it.each([
    ['one wait is too long', [{ waitMs: 400_000, isBlocked: false }]],
    ['a block takes too long', Array.from({ length: 9 }, () => ({ waitMs: 60_000, isBlocked: true }))],
  ])('fails without sending when %s', async (_, admissions) => {
    const { clock, limiter } = setUp(admissions);
    let sent = 0;
    const outcome = limiter
      .run(route, async () => ((sent += 1), { status: 200, headers: {} }), true)
      .catch((error: unknown) => error);
    await clock.advance(3_600_000);
    expect(await outcome).toMatchObject({ code: 'spot-rate-limited', outcome: 'not-sent' });
    expect(sent).toBe(0);
  });

  it('continues to wait while other processes send', async () => {
    const { clock, limiter } = setUp(Array.from({ length: 9 }, () => ({ waitMs: 60_000, isBlocked: false })));
    const done = limiter.run(route, async () => ({ status: 200, headers: {} }), true);
    await clock.advance(3_600_000);
    await expect(done).resolves.toMatchObject({ status: 200 });
  });
});
