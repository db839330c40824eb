import { EsgError } from '@esg-recycler/core';
import type { MonotonicClock } from '../clock.ts';
import { type Observation, observe } from './observation.ts';

export interface FollowOptions<T, V> {
  /** Reads once. Aborted when the signal fires, because a client may wait for minutes before it returns. */
  read: (signal: AbortSignal) => Promise<T>;
  isSame: (one: T, other: T) => boolean;
  /** The observation before the first read. */
  earlier?: Observation<T>;
  /** Whether to pause before the first read too: nothing can have changed since `earlier`. Default: false. */
  pausesFirst?: boolean;
  /** undefined: continue to read. */
  decide: (observation: Observation<T>) => V | undefined;
  onChange: (observation: Observation<T>) => void;
  /** Called when a read fails. The wait continues, because a failed read says nothing. */
  onReadError: (error: EsgError) => void;
  pollIntervalMs: number;
  timeoutMs: number;
  clock: MonotonicClock;
  signal?: AbortSignal;
}

export interface FollowResult<T, V> {
  verdict: V | 'timeout' | 'stopped';
  last: Observation<T> | undefined;
}

const longestTimerMs = 2 ** 31 - 1;

/** Reads repeatedly until `decide` returns a result, the time is up, or a stop is requested. */
export async function follow<T, V>(following: FollowOptions<T, V>): Promise<FollowResult<T, V>> {
  const { clock, signal, pollIntervalMs, timeoutMs } = following;
  const deadline = clock.now() + timeoutMs;
  // One poll longer than the timeout, to leave time for the last read.
  const timeUp = AbortSignal.timeout(Math.min(timeoutMs + pollIntervalMs, longestTimerMs));
  const giveUp = signal ? AbortSignal.any([signal, timeUp]) : timeUp;
  let last = following.earlier;
  let hasFailed = false;
  if (following.pausesFirst) await clock.sleep(Math.min(pollIntervalMs, timeoutMs), signal);
  for (;;) {
    if (signal?.aborted) return { verdict: 'stopped', last };
    const read = await readOnce(following, last, giveUp);
    // What happened between two reads with a failed one in between is unknown.
    const next = read && hasFailed ? { ...read, since: read.at } : read;
    hasFailed = !read;
    if (next && next.reads === 1) following.onChange(next);
    last = next ?? last;
    const verdict = next && following.decide(next);
    if (verdict !== undefined) return { verdict, last };
    if (clock.now() >= deadline) return { verdict: 'timeout', last };
    await clock.sleep(Math.min(pollIntervalMs, Math.max(0, deadline - clock.now())), signal);
  }
}

async function readOnce<T, V>(
  { read, isSame, clock, onReadError }: FollowOptions<T, V>,
  last: Observation<T> | undefined,
  giveUp: AbortSignal,
): Promise<Observation<T> | undefined> {
  try {
    return observe(last, await read(giveUp), clock.now(), isSame);
  } catch (error) {
    if (giveUp.aborted) return undefined;
    if (!(error instanceof EsgError)) throw error;
    onReadError(error);
    return undefined;
  }
}
