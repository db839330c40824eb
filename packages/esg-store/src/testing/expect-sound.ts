import { expect } from '@jest/globals';
import type { Snapshot } from './operations.ts';

/** Numbers of leases only grow, and no group has two leases. */
export function expectSound(...snapshots: Snapshot[]): void {
  const numbers = snapshots.map(({ fencingNumber }) => fencingNumber);
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  for (const { leasedGroups } of snapshots) expect(leasedGroups).toEqual([...new Set(leasedGroups)]);
}
