import { formatDuration } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { checkStop } from '../check-stop.ts';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { type ClusterRead, forgetInstances, readCluster } from '../lease/lease-session.ts';
import { follow } from './follow.ts';
import { settleTime } from './settle.ts';

const idsOf = (read: ClusterRead): string[] => [...read.values()].flatMap((instances) => instances.map(({ id }) => id));

/**
 * Spot's list may leave an instance out once. It is believed to be gone when it was left out for the settle time; then
 * it is no longer expected. What is listed again meanwhile stays expected, as it was.
 *
 * @param missing ids that the holder of the lease knows, and that are not listed
 * @throws EsgError `stopped`, exit code 130
 */
export async function confirmMissing(
  context: Context,
  cluster: Cluster,
  { missing, lease, pollIntervalMs, timeoutMs }: WaitLimits & { missing: readonly string[]; lease: LeaseToken },
): Promise<void> {
  const { clock, signal, report, store } = context;
  const settleMs = settleTime(pollIntervalMs, context);
  report(`${missing.join(', ')} is not listed any more: watching the list for ${formatDuration(settleMs)}`);
  const absent = (read: ClusterRead): string[] => missing.filter((id) => !idsOf(read).includes(id));
  const { verdict } = await follow<ClusterRead, string[]>({
    clock,
    signal,
    pollIntervalMs,
    timeoutMs: settleMs + timeoutMs,
    read: (giveUp) => readCluster(cluster, giveUp),
    isSame: (one, other) => absent(one).join() === absent(other).join(),
    // Since when the very same are left out: one that is listed again meanwhile begins the time anew.
    decide: ({ seen, since, at }) => {
      const gone = absent(seen);
      return gone.length === 0 || at - since >= settleMs ? gone : undefined;
    },
    onChange: () => {},
    onReadError: ({ message }) => report(`still watching, though Spot cannot be read: ${message}`),
  });
  checkStop(signal);
  if (typeof verdict === 'string' || verdict.length === 0) return;
  report(`${verdict.join(', ')} is gone: not listed for ${formatDuration(settleMs)}`);
  await forgetInstances(store, groupIdsOf(cluster), verdict, lease);
}
