import { setTimeout as delay } from 'node:timers/promises';
import { EsgError } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { type Sighting, sight } from './sighting.ts';

/** Time as the waits see it; never the wall clock, which may be set. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Ends early, without an error, when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
};

export interface Following<V> {
  /** One fresh read of the instance; undefined when the group no longer lists it. */
  read: () => Promise<StatefulInstance | undefined>;
  /** undefined: not decided yet. */
  decide: (sighting: Sighting) => V | undefined;
  onChange: (sighting: Sighting) => void;
  /** A read that failed: it says nothing about the instance, so the wait goes on. */
  onReadError: (error: EsgError) => void;
  pollIntervalMs: number;
  timeoutMs: number;
  clock: Clock;
  signal?: AbortSignal;
}

export interface Ending<V> {
  verdict: V | 'timeout' | 'stopped';
  last: Sighting | undefined;
}

/** Reads an instance again and again until what was seen is decisive, the time is up, or a stop is asked for. */
export async function follow<V>(following: Following<V>): Promise<Ending<V>> {
  const { clock, signal, pollIntervalMs } = following;
  const deadline = clock.now() + following.timeoutMs;
  let last: Sighting | undefined;
  for (;;) {
    if (signal?.aborted) return { verdict: 'stopped', last };
    const next = await readOnce(following, last);
    if (next && next.reads === 1) following.onChange(next);
    last = next ?? last;
    const verdict = next && following.decide(next);
    if (verdict !== undefined) return { verdict, last };
    if (clock.now() >= deadline) return { verdict: 'timeout', last };
    await clock.sleep(Math.min(pollIntervalMs, Math.max(0, deadline - clock.now())), signal);
  }
}

async function readOnce<V>(
  { read, clock, onReadError }: Following<V>,
  last: Sighting | undefined,
): Promise<Sighting | undefined> {
  try {
    return sight(last, await read(), clock.now());
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    onReadError(error);
    return undefined;
  }
}
