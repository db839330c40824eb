import type { Judgement } from './judgement.ts';

/** How long a gate waits, and for how many clean looks. */
export interface StabilityWindow {
  /** Consecutive clean looks that open it. */
  count: number;
  intervalMs: number;
  /** How long it may stay shut; 0 looks once. */
  timeoutMs: number;
}

/** Monotonic time and waiting, in milliseconds. */
export interface GateClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * Looks until the cluster was well `count` times in a row (Yelp kafka-utils: 12 looks, 10 s apart), until it is known
 * that waiting cannot help or that another node goes first, or until its time is up. Time is up only while the
 * cluster is not well: a row of clean looks is seen to its end.
 *
 * @param tell is told of each look, and how many in a row were clean
 */
export async function waitAtGate<T extends Judgement>(
  evaluate: () => Promise<T>,
  { count, intervalMs, timeoutMs }: StabilityWindow,
  clock: GateClock,
  tell: (judgement: T, clean: number) => void = () => {},
): Promise<T> {
  const deadline = clock.now() + timeoutMs;
  for (let clean = 0; ;) {
    const judgement = await evaluate();
    clean = judgement.safe ? clean + 1 : 0;
    tell(judgement, clean);
    if (clean >= count || judgement.yieldTo.length > 0 || judgement.unsatisfiable.length > 0) return judgement;
    const left = deadline - clock.now();
    if (clean === 0 && left <= 0) return judgement;
    // The last look is at the end of the time: whatever is well by then was in time.
    await clock.sleep(clean > 0 ? intervalMs : Math.min(intervalMs, left));
  }
}
