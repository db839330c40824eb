/**
 * When the leases of this process end, by `performance.now()`: while the store does not respond its clock cannot be read,
 * and this one never jumps.
 */
export interface LeaseTimes {
  /** @param leftMs how long the lease still runs */
  note(number: number, leftMs: number): void;
  forget(number: number): void;
  /** The end of a lease as of its last read or renewal; undefined for one that this process has not read. */
  endOf(number: number): number | undefined;
  /** Until when a lease of this process may still run if the store has been away since then. */
  latestEnd(awaySince: number): number;
}

/** @param inheritedMs the time of a lease that another process renews: that one may have done so right before */
export function createLeaseTimes(inheritedMs = 0): LeaseTimes {
  const ends = new Map<number, number>();
  return {
    note: (number, leftMs) => void ends.set(number, performance.now() + leftMs),
    forget: (number) => void ends.delete(number),
    endOf: (number) => ends.get(number),
    latestEnd: (awaySince) => Math.max(awaySince + inheritedMs, ...ends.values()),
  };
}
