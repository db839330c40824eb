import type { EarlierCheck } from '../guard/guard.ts';

/** How long a check of the cluster counts, in milliseconds from its beginning. A health check may take as long. */
const freshMs = 60_000;

/** The check of the cluster that a caller has made, on which a request relies. */
export interface CallerCheck {
  /** Milliseconds since the first of what it relies on was read. */
  age: () => number;
  /**
   * Checks again. An error that it throws prevents the request.
   *
   * @returns the same as `age`, for the new check
   */
  repeat: () => Promise<() => number>;
}

/** A check of the cluster that is repeated when it is out of date. */
export interface RepeatedCheck extends EarlierCheck {
  /** @param isOutOfDate whether the check is known to count no longer, whatever its age */
  renew: (isOutOfDate: boolean) => Promise<void>;
}

export function repeatedCheck(check: CallerCheck): RepeatedCheck {
  let { age } = check;
  const isFresh = (): boolean => age() <= freshMs;
  return {
    age: () => age(),
    isFresh,
    async renew(isOutOfDate) {
      if (isOutOfDate || !isFresh()) age = await check.repeat();
    },
  };
}
