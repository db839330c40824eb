import { setTimeout as delay } from 'node:timers/promises';

export interface Pace {
  /** Waits for the calls in progress. */
  stop: () => Promise<void>;
}

/**
 * Acts at a steady rate until it is stopped, and catches up after a delay.
 *
 * @param act receives 0, 1, 2 …; it must not fail or hang
 * @param atOnce how many may be in progress at the same time
 */
export function startPace(everyMs: number, act: (index: number) => Promise<void>, atOnce = 1): Pace {
  const underWay = new Set<Promise<void>>();
  const startedAt = Date.now();
  const state = { stopped: false };
  let index = 0;
  const loop = (async () => {
    while (!state.stopped) {
      const isDue = Date.now() - startedAt >= index * everyMs;
      if (!isDue || underWay.size >= atOnce) {
        await delay(5);
        continue;
      }
      const action: Promise<void> = act(index).finally(() => underWay.delete(action));
      underWay.add(action);
      index += 1;
    }
  })();
  return {
    stop: async () => {
      state.stopped = true;
      await loop;
      await Promise.all(underWay);
    },
  };
}
