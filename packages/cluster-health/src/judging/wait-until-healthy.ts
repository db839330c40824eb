import type { Judgement } from './judgement.ts';

/** How long a health check waits, and how many consecutive checks must pass. */
export interface StabilityWindow {
  /** Consecutive checks that must pass. */
  count: number;
  intervalMs: number;
  /** How long it may keep failing; 0 checks once. */
  timeoutMs: number;
}

/** Monotonic time and waiting, in milliseconds. */
export interface HealthClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * Checks until the cluster was healthy `count` times in a row (Yelp kafka-utils: 12 checks, 10 s apart), until a problem
 * does not resolve on its own or another node goes first, or until the timeout. The timeout applies only while the
 * cluster is unhealthy: a row of passing checks is completed.
 *
 * @param report called after each check with the number of passing checks in a row
 */
export async function waitUntilHealthy<T extends Judgement>(
  evaluate: () => Promise<T>,
  { count, intervalMs, timeoutMs }: StabilityWindow,
  clock: HealthClock,
  report: (judgement: T, passed: number) => void = () => {},
): Promise<T> {
  const deadline = clock.now() + timeoutMs;
  for (let passed = 0; ;) {
    const judgement = await evaluate();
    passed = judgement.safe ? passed + 1 : 0;
    report(judgement, passed);
    if (passed >= count || judgement.yieldTo.length > 0 || judgement.unsatisfiable.length > 0) return judgement;
    const left = deadline - clock.now();
    if (passed === 0 && left <= 0) return judgement;
    // The last check is at the timeout, so a cluster that is healthy by then passes.
    await clock.sleep(passed > 0 ? intervalMs : Math.min(intervalMs, left));
  }
}
