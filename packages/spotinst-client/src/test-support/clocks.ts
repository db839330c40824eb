import type { Clock } from '../clock.ts';

export interface VirtualClock extends Clock {
  /** Lets time pass. Timers that are due run in order. */
  advance(ms: number): Promise<void>;
  /** The number of pending timers. */
  pending(): number;
}

const settled = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

/** A clock that moves only with `advance`. */
export function createVirtualClock(): VirtualClock {
  let time = 0;
  const timers = new Set<{ at: number; call: () => void }>();
  const nextBefore = (end: number) => [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => time,
    after(ms, call) {
      const timer = { at: time + ms, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pending: () => timers.size,
    async advance(ms) {
      const end = time + ms;
      await settled();
      for (let timer = nextBefore(end); timer; timer = nextBefore(end)) {
        timers.delete(timer);
        time = timer.at;
        timer.call();
        await settled();
      }
      time = end;
    },
  };
}

/** A clock that skips every wait and records its length. */
export function createSkippingClock(): Clock & { waits: number[] } {
  let skipped = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => performance.now() + skipped,
    after(ms, call) {
      skipped += ms;
      waits.push(ms);
      const immediate = setImmediate(call);
      return () => clearImmediate(immediate);
    },
  };
}
