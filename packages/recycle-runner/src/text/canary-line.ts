import { formatDuration } from '@esg-recycler/core';
import type { LedgerCanary } from '@esg-recycler/esg-store';

/** The canary in one line of the plan. @param due how many instances the run recycles */
export function canaryLine(canary: LedgerCanary | undefined, due: number): string | undefined {
  if (!canary) return undefined;
  const { count, bakeMs, done, bakingSince, bakedAt } = canary;
  const bake = formatDuration(bakeMs);
  if (bakedAt !== undefined) return `Canary: ${done.join(', ')}, finished in an earlier run`;
  if (bakingSince !== undefined) {
    const until = new Date(Date.parse(bakingSince) + bakeMs).toISOString().replace(/\.\d+Z$/, 'Z');
    return `Canary: ${done.join(', ')}, recycled in an earlier run; health checks until ${until}, then the rest`;
  }
  const left = Math.max(0, count - done.length);
  if (due === 0) return undefined;
  if (left >= due) return `Canary: all ${due} instances: nothing is left for after it. Use a smaller --canary`;
  const first = `the first ${left === 1 ? 'instance' : `${left} instances`}`;
  const earlier = done.length > 0 ? ` (${done.join(', ')} in an earlier run)` : '';
  return `Canary: ${first}${earlier}, then ${bake} with health checks, then the rest`;
}
