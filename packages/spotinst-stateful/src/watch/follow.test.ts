import { EsgError, ExitCode } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { instanceOf } from '../fixtures.ts';
import { follow, type FollowOptions } from './follow.ts';
import type { MonotonicClock } from '../clock.ts';
import { monotonicClock } from '../clock.ts';
import { isSameInstance } from './observation.ts';

const unreadable = new EsgError('Spot cannot be reached', { code: 'spot-unreachable', exitCode: ExitCode.unreachable });

type Read = StatefulInstance | undefined;

/** Returns the given reads in turn, with a clock that advances only by waiting. */
function optionsFor(
  reads: readonly (string | Error)[],
  options: Partial<FollowOptions<Read, string>> = {},
): FollowOptions<Read, string> & { seen: string[]; times: number[] } {
  let now = 0;
  const clock: MonotonicClock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const left = [...reads];
  const [seen, times]: [string[], number[]] = [[], []];
  return {
    seen,
    times,
    clock,
    pollIntervalMs: 10,
    timeoutMs: 35,
    isSame: isSameInstance,
    async read() {
      times.push(now);
      const next = left.length > 1 ? left.shift() : left[0];
      if (next instanceof Error) throw next;
      return instanceOf({ state: next });
    },
    decide: ({ seen: instance }) => (instance?.state === 'ACTIVE' ? 'done' : undefined),
    onChange: ({ seen: instance }) => seen.push(String(instance?.state)),
    onReadError: ({ code }) => seen.push(code),
    ...options,
  };
}

describe('follow', () => {
  it('reads until there is a result, and reports each change once', async () => {
    const task = optionsFor(['RECYCLING', 'RECYCLING', 'RESUMING', 'ACTIVE']);
    expect(await follow(task)).toMatchObject({ verdict: 'done', last: { seen: { state: 'ACTIVE' } } });
    expect(task.seen).toEqual(['RECYCLING', 'RESUMING', 'ACTIVE']);
    expect(task.times).toEqual([0, 10, 20, 30]);
  });

  it('ends at the timeout, after one last read', async () => {
    const task = optionsFor(['RECYCLING']);
    expect(await follow(task)).toMatchObject({ verdict: 'timeout', last: { since: 0, at: 35, reads: 5 } });
    expect(task.times).toEqual([0, 10, 20, 30, 35]);
  });

  it('continues when a read fails', async () => {
    const task = optionsFor(['RECYCLING', unreadable, unreadable, 'ACTIVE']);
    expect(await follow(task)).toMatchObject({ verdict: 'done' });
    expect(task.seen).toEqual(['RECYCLING', 'spot-unreachable', 'spot-unreachable', 'ACTIVE']);
  });

  it('counts the time without a change from the first read after a failed one', async () => {
    const earlier = { seen: instanceOf({ state: 'ACTIVE' }), since: -500, at: -10, reads: 1 };
    const task = optionsFor(['ACTIVE', unreadable, 'ACTIVE'], {
      earlier,
      decide: ({ at, since }) => (at > 0 && at - since >= 10 ? 'done' : undefined),
    });
    expect(await follow(task)).toMatchObject({ verdict: 'done', last: { since: 20, at: 30, reads: 4 } });
    expect(task.seen).toEqual(['spot-unreachable']);
  });

  it('returns no observation when every read fails', async () =>
    expect(await follow(optionsFor([unreadable]))).toEqual({ verdict: 'timeout', last: undefined }));

  it('throws errors that are bugs', () => expect(follow(optionsFor([new TypeError('bug')]))).rejects.toThrow('bug'));

  it('ends as soon as a stop is requested', async () => {
    const stop = new AbortController();
    const task = optionsFor(['RECYCLING'], { signal: stop.signal, onChange: () => stop.abort() });
    expect(await follow(task)).toMatchObject({ verdict: 'stopped', last: { reads: 1 } });
    expect(task.times).toEqual([0]);
  });

  it('continues an earlier observation', async () => {
    const earlier = { seen: instanceOf({ state: 'ACTIVE' }), since: -500, at: -10, reads: 1 };
    const task = optionsFor(['ACTIVE'], {
      earlier,
      decide: ({ at, since }) => (at - since >= 500 ? 'done' : undefined),
    });
    expect(await follow(task)).toMatchObject({ verdict: 'done', last: { since: -500, at: 0, reads: 2 } });
    expect(task.seen).toEqual([]);
  });

  it('pauses before the first read with pausesFirst', async () => {
    const earlier = { seen: instanceOf({ state: 'ACTIVE' }), since: 0, at: 0, reads: 1 };
    const task = optionsFor(['ACTIVE'], { earlier, pausesFirst: true, decide: () => 'done' });
    expect(await follow(task)).toMatchObject({
      verdict: 'done',
      last: { since: 0, at: task.pollIntervalMs, reads: 2 },
    });
  });

  /** A read that waits until it is aborted, as under a rate limit. */
  const waits = (giveUp: AbortSignal) =>
    new Promise<never>((_, reject) => {
      giveUp.addEventListener('abort', () => reject(giveUp.reason));
    });

  it('aborts a read when a stop is requested', async () => {
    const stop = new AbortController();
    const task = optionsFor([], { signal: stop.signal, timeoutMs: 3_600_000, read: waits });
    setImmediate(() => stop.abort());
    expect(await follow(task)).toEqual({ verdict: 'stopped', last: undefined });
    expect(task.seen).toEqual([]);
  });

  it('aborts a read one poll after the timeout', async () => {
    const task = optionsFor([], { clock: monotonicClock, read: waits });
    const startedAt = performance.now();
    expect(await follow(task)).toEqual({ verdict: 'timeout', last: undefined });
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
