import { setTimeout as delay } from 'node:timers/promises';

export interface Pace {
  /** Waits for what is under way. */
  stop: () => Promise<void>;
}

/**
 * Acts at a steady rate until it is stopped: what was held up is made up for.
 *
 * @param act is given 0, 1, 2 …, and must neither fail nor last for ever
 * @param atOnce how many may be under way at a time
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
