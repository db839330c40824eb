/** Time as an argument, so that waits can be tested without waiting. */
export interface Clock {
  /** Milliseconds that only ever grow; not a date. */
  now(): number;
  /** Calls back once, `ms` from now; the returned function calls it off. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
