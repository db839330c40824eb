/** Time as a parameter, so that tests do not wait. */
export interface Clock {
  /** Monotonic milliseconds; not a date. */
  now(): number;
  /** Calls back once, `ms` from now; the returned function cancels it. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
