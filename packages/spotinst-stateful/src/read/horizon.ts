import { imageOf } from '@esg-recycler/spotinst-client';
import { isDue } from './due.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';

/** How long one recycle may take unless it is said, in milliseconds; the executables' own default. */
const usualTimeoutMs = 30 * 60_000;

/** How far a plan looks ahead at the least, in milliseconds: gates and people take time as well. */
export const planHorizonMs = 2 * 60 * 60_000;

export interface HorizonOptions {
  /** How long one recycle may take, in milliseconds. Default: 30 minutes. */
  timeoutMs?: number;
  /** How far to look ahead at the least where anything is due, in milliseconds. Default: 0. */
  leastHorizonMs?: number;
}

/**
 * How long recycling everything of the cluster that is due, or may be, can take, in milliseconds; 0 when nothing is.
 * It shrinks from one instance to the next, so that what a plan passed does not stand in the way of its own roll.
 */
export function horizonOf(
  read: Pick<ClusterSnapshot, 'group' | 'members' | 'target' | 'since' | 'replaceRoot'>,
  { timeoutMs = usualTimeoutMs, leastHorizonMs = 0 }: HorizonOptions,
): number {
  const due = read.members.flatMap(({ group, instances }) => {
    const criteria = group.id === read.group.id ? read : { target: imageOf(group), since: read.since };
    return instances.filter((instance) => isDue(instance, criteria) !== false);
  });
  return due.length === 0 ? 0 : Math.max(leastHorizonMs, due.length * timeoutMs);
}
