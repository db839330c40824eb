import { describe, expect, it } from '@jest/globals';
import { createLimiter, type LimiterOptions } from './limiter.ts';
import { SpotError } from './spot-error.ts';
import { createVirtualClock } from './test-support/clocks.ts';
import { createRateLimitedServer } from './test-support/rate-limited-server.ts';
import type { Headers } from './transport.ts';

const route = 'GET /aws/ec2/group/{groupId}/statefulInstance';
const hour = 3_600_000;

function setUp(options: LimiterOptions = {}) {
  const clock = createVirtualClock();
  return { clock, limiter: createLimiter({ clock, random: () => 0.5, ...options }) };
}

/** Responds with each status in turn, then with 200, and records when. */
function scripted(clock: { now: () => number }, statuses: number[], headers: Headers = {}) {
  const times: number[] = [];
  const send = async () => {
    times.push(clock.now());
    return { status: statuses.shift() ?? 200, headers };
  };
  return { times, send };
}

const reset = (seconds: number): Headers => ({ 'x-ratelimit-reset': String(seconds) });

describe('within the limit', () => {
  it('keeps the maximum number of requests in flight', async () => {
    const { clock, limiter } = setUp();
    const server = createRateLimitedServer({ clock, limit: 100_000, windowMs: 60_000, latencyMs: () => 50 });
    const all = Promise.all(Array.from({ length: 1000 }, () => limiter.run(route, server.send, true)));
    await clock.advance((1000 / 8) * 50);
    await all;
    expect(server.statistics).toEqual({ sent: 1000, blocked: 0, inFlight: 0, mostInFlight: 8 });
  });

  it('releases the slot of a failed request', async () => {
    const { clock, limiter } = setUp({ concurrency: 1 });
    const failed = limiter.run(route, () => Promise.reject(new Error('connection closed')), true);
    await expect(failed).rejects.toThrow('connection closed');
    const { send } = scripted(clock, []);
    await expect(limiter.run(route, send, true)).resolves.toMatchObject({ status: 200 });
  });

  it('spreads the requests over the window when few remain', async () => {
    const { clock, limiter } = setUp();
    const { times, send } = scripted(clock, [], {
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '4',
      'x-ratelimit-reset': '10',
    });
    const all = Promise.all(Array.from({ length: 3 }, async () => limiter.run(route, send, true)));
    await clock.advance(hour);
    await all;
    expect(times).toEqual([0, 0, 0]);
    void limiter.run(route, send, true);
    void limiter.run(route, send, true);
    await clock.advance(hour);
    expect((times[4] ?? 0) - (times[3] ?? 0)).toBe(2000);
  });

  it('uses the lowest number of a window, because responses can overtake', async () => {
    const { clock, limiter } = setUp();
    const left = [1, 2];
    const times: number[] = [];
    const send = async () => {
      times.push(clock.now());
      const headers = {
        'x-ratelimit-limit': '8',
        'x-ratelimit-remaining': String(left.shift() ?? 0),
        'x-ratelimit-reset': '10',
      };
      return { status: 200, headers };
    };
    await Promise.all([limiter.run(route, send, true), limiter.run(route, send, true)]);
    const rest = [limiter.run(route, send, true), limiter.run(route, send, true)];
    await clock.advance(5000);
    expect(times).toEqual([0, 0, 0]);
    await clock.advance(hour);
    await Promise.all(rest);
  });

  it('ignores headers that are not numbers', async () => {
    const { clock, limiter } = setUp();
    const { times, send } = scripted(clock, [], {
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': 'none',
      'x-ratelimit-reset': '-1',
    });
    for (let n = 0; n < 3; n++) await limiter.run(route, send, true);
    expect(times).toEqual([0, 0, 0]);
  });
});

describe('a server that extends the block', () => {
  const jagged = (n: number) => 20 + ((n * 37) % 90);
  it.each([
    { limit: 5, windowMs: 2000, calls: 12, latencyMs: () => 50 },
    { limit: 5, windowMs: 2000, calls: 60, latencyMs: jagged },
    { limit: 1, windowMs: 60_000, calls: 5, latencyMs: jagged },
    { limit: 8, windowMs: 60_000, calls: 40, latencyMs: jagged },
    { limit: 100, windowMs: 60_000, calls: 400, latencyMs: () => 50 },
    { limit: 100, windowMs: 60_000, calls: 400, latencyMs: jagged },
  ])('completes $calls calls at $limit per $windowMs ms, at most 7 blocked', async (given) => {
    const { clock, limiter } = setUp();
    const server = createRateLimitedServer({ clock, ...given });
    const all = Promise.all(Array.from({ length: given.calls }, () => limiter.run(route, server.send, true)));
    await clock.advance(hour);
    expect((await all).map(({ status }) => status)).toEqual(Array.from({ length: given.calls }, () => 200));
    expect(server.statistics.blocked).toBeLessThanOrEqual(7);
    expect(clock.pending()).toBe(0);
  });

  it('completes without rate limit headers too', async () => {
    const { clock, limiter } = setUp();
    const given = { limit: 10, windowMs: 60_000, latencyMs: jagged, silent: true };
    const server = createRateLimitedServer({ clock, ...given });
    const all = Promise.all(Array.from({ length: 30 }, () => limiter.run(route, server.send, true)));
    await clock.advance(hour);
    await expect(all).resolves.toHaveLength(30);
  });
});

describe('after a 429', () => {
  it.each([
    { headers: reset(7), waitMs: 7625 },
    { headers: reset(0), waitMs: 1625 },
    { headers: {}, waitMs: 60_625 },
  ])('waits $waitMs ms for $headers', async ({ headers, waitMs }) => {
    const { clock, limiter } = setUp();
    const { times, send } = scripted(clock, [429], headers);
    const done = limiter.run(route, send, true);
    await clock.advance(hour);
    await expect(done).resolves.toMatchObject({ status: 200 });
    expect(times).toEqual([0, waitMs]);
  });

  it('freezes only that route', async () => {
    const { clock, limiter } = setUp();
    const blocked = limiter.run(route, scripted(clock, [429], reset(30)).send, true);
    await clock.advance(1);
    const other = scripted(clock, []);
    await limiter.run('GET /aws/ec2/group/{groupId}', other.send, true);
    await limiter.run('PUT /aws/ec2/group/{groupId}', other.send, true);
    expect(other.times).toEqual([1, 1]);
    await clock.advance(hour);
    await blocked;
  });

  it('probes with one request, and continues when it passes', async () => {
    const { clock, limiter } = setUp();
    const server = createRateLimitedServer({ clock, limit: 1000, windowMs: 60_000, latencyMs: () => 400 });
    const first = scripted(clock, [429], reset(10));
    const send = async () => (first.times.length === 0 ? first.send() : server.send());
    const blocked = limiter.run(route, send, true);
    await clock.advance(1);
    const waiting = Array.from({ length: 6 }, () => limiter.run(route, server.send, true));
    await clock.advance(10_800);
    expect(server.statistics.sent).toBe(1);
    await clock.advance(hour);
    await Promise.all([blocked, ...waiting]);
    expect(server.statistics).toMatchObject({ sent: 7, mostInFlight: 6 });
  });

  it('does not count an earlier request in flight as a passed probe', async () => {
    const { clock, limiter } = setUp();
    const server = createRateLimitedServer({ clock, limit: 1000, windowMs: 60_000, latencyMs: () => 400 });
    const before = Array.from({ length: 7 }, () => limiter.run(route, server.send, true));
    const first = scripted(clock, [429], reset(10));
    const blocked = limiter.run(route, async () => (first.times.length === 0 ? first.send() : server.send()), true);
    await clock.advance(1000);
    await Promise.all(before);
    const after = Array.from({ length: 6 }, () => limiter.run(route, server.send, true));
    await clock.advance(9800);
    expect(server.statistics).toMatchObject({ sent: 8, inFlight: 1 });
    await clock.advance(hour);
    await Promise.all([blocked, ...after]);
  });

  it('doubles the wait when the probe is blocked too', async () => {
    const { clock, limiter } = setUp();
    const { times, send } = scripted(clock, [429, 429, 429], reset(10));
    const done = limiter.run(route, send, true);
    await clock.advance(hour);
    await done;
    expect(times).toEqual([0, 10_625, 31_250, 71_875]);
  });

  it('lets the caller of a change decide whether to send it again', async () => {
    const { clock, limiter } = setUp();
    const { times, send } = scripted(clock, [429], reset(10));
    await expect(limiter.run('PUT /x', send, false)).resolves.toMatchObject({ status: 429 });
    expect(times).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  it('fails without sending when no request passes for five minutes', async () => {
    const { clock, limiter } = setUp();
    const { times, send } = scripted(
      clock,
      Array.from({ length: 50 }, () => 429),
    );
    const started = limiter.run(route, send, true);
    const outcome = started.catch((error: unknown) => error);
    await clock.advance(hour);
    const error = await outcome;
    expect(error).toBeInstanceOf(SpotError);
    expect(error).toMatchObject({ code: 'spot-rate-limited', exitCode: 5, outcome: 'not-sent' });
    expect(String(error)).toContain(route);
    expect(times).toEqual([0, 60_625, 181_250]);
    expect(clock.pending()).toBe(0);
  });

  it('does not wait for a reset that is too far away', async () => {
    const { clock, limiter } = setUp();
    const { send } = scripted(clock, [429], reset(86_400));
    await expect(limiter.run(route, send, true)).rejects.toThrow('another 24h');
    expect(clock.now()).toBe(0);
  });
});
