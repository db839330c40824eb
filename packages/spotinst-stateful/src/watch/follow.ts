import { EsgError } from '@esg-recycler/core';
import type { MonotonicClock } from '../clock.ts';
import { type Sighting, sight } from './sighting.ts';

export interface Following<T, V> {
  /** One fresh read; given up when the signal fires, for a client may wait for minutes before it answers. */
  read: (signal: AbortSignal) => Promise<T>;
  isSame: (one: T, other: T) => boolean;
  /** What was seen before the first read. */
  earlier?: Sighting<T>;
  /** Whether the first read comes after a pause as well: nothing can have changed since `earlier`. Default: false. */
  pausesFirst?: boolean;
  /** undefined: not decided yet. */
  decide: (sighting: Sighting<T>) => V | undefined;
  onChange: (sighting: Sighting<T>) => void;
  /** A read that failed: it says nothing about what is read, so the wait goes on. */
  onReadError: (error: EsgError) => void;
  pollIntervalMs: number;
  timeoutMs: number;
  clock: MonotonicClock;
  signal?: AbortSignal;
}

export interface Ending<T, V> {
  verdict: V | 'timeout' | 'stopped';
  last: Sighting<T> | undefined;
}

const longestTimerMs = 2 ** 31 - 1;

/** Reads something again and again until what was seen is decisive, the time is up, or a stop is asked for. */
export async function follow<T, V>(following: Following<T, V>): Promise<Ending<T, V>> {
  const { clock, signal, pollIntervalMs, timeoutMs } = following;
  const deadline = clock.now() + timeoutMs;
  // One poll longer than the wait, so that there is always time for the last read.
  const timeUp = AbortSignal.timeout(Math.min(timeoutMs + pollIntervalMs, longestTimerMs));
  const giveUp = signal ? AbortSignal.any([signal, timeUp]) : timeUp;
  let last = following.earlier;
  if (following.pausesFirst) await clock.sleep(Math.min(pollIntervalMs, timeoutMs), signal);
  for (;;) {
    if (signal?.aborted) return { verdict: 'stopped', last };
    const next = await readOnce(following, last, giveUp);
    if (next && next.reads === 1) following.onChange(next);
    last = next ?? last;
    const verdict = next && following.decide(next);
    if (verdict !== undefined) return { verdict, last };
    if (clock.now() >= deadline) return { verdict: 'timeout', last };
    await clock.sleep(Math.min(pollIntervalMs, Math.max(0, deadline - clock.now())), signal);
  }
}

async function readOnce<T, V>(
  { read, isSame, clock, onReadError }: Following<T, V>,
  last: Sighting<T> | undefined,
  giveUp: AbortSignal,
): Promise<Sighting<T> | undefined> {
  try {
    return sight(last, await read(giveUp), clock.now(), isSame);
  } catch (error) {
    if (giveUp.aborted) return undefined;
    if (!(error instanceof EsgError)) throw error;
    onReadError(error);
    return undefined;
  }
}
