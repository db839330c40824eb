import { imageOf } from '@esg-recycler/spotinst-client';
import { isDue } from './due.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';

/** The default timeout of one recycle, in milliseconds; the same as in the executables. */
const usualTimeoutMs = 30 * 60_000;

/** The minimum period that a plan covers, in milliseconds: health checks and people take time too. */
export const planHorizonMs = 2 * 60 * 60_000;

export interface HorizonOptions {
  /** How long one recycle may take, in milliseconds. Default: 30 minutes. */
  timeoutMs?: number;
  /** The minimum horizon when anything is due, in milliseconds. Default: 0. */
  leastHorizonMs?: number;
}

/**
 * How long it may take to recycle every instance of the cluster that is or may be due, in milliseconds; 0 when none is.
 * It shrinks with every recycled instance, so a task that the plan accepted does not block the roll later.
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
