import { setTimeout as delay } from 'node:timers/promises';

/** The clock of all waits; never the wall clock, which may be set. */
export interface MonotonicClock {
  /** Milliseconds since an arbitrary fixed moment. */
  now: () => number;
  /** Ends early, without an error, when the signal fires. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const monotonicClock: MonotonicClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
};
