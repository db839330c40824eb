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
 * Waits for the settle time, because Spot's list may omit an instance once. An instance that stays unlisted counts as
 * gone, and its record is removed. One that is listed again stays recorded.
 *
 * @param missing ids that the lease holder has recorded, and that Spot does not list
 * @throws EsgError `stopped`, exit code 130
 */
export async function confirmMissing(
  context: Context,
  cluster: Cluster,
  { missing, lease, pollIntervalMs, timeoutMs }: WaitLimits & { missing: readonly string[]; lease: LeaseToken },
): Promise<void> {
  const { clock, signal, report, store } = context;
  const settleMs = settleTime(pollIntervalMs, context);
  report(`Spot does not list ${missing.join(', ')} any more: watching the list for ${formatDuration(settleMs)}`);
  const absent = (read: ClusterRead): string[] => missing.filter((id) => !idsOf(read).includes(id));
  const { verdict } = await follow<ClusterRead, string[]>({
    clock,
    signal,
    pollIntervalMs,
    timeoutMs: settleMs + timeoutMs,
    read: (giveUp) => readCluster(cluster, giveUp),
    isSame: (one, other) => absent(one).join() === absent(other).join(),
    // The time starts again when another set of instances is missing.
    decide: ({ seen, since, at }) => {
      const gone = absent(seen);
      return gone.length === 0 || at - since >= settleMs ? gone : undefined;
    },
    onChange: () => {},
    onReadError: ({ message }) => report(`still watching, but Spot cannot be read: ${message}`),
  });
  checkStop(signal);
  if (typeof verdict === 'string' || verdict.length === 0) return;
  report(`${verdict.join(', ')} counts as removed: Spot has not listed it for ${formatDuration(settleMs)}`);
  await forgetInstances(store, groupIdsOf(cluster), verdict, lease);
}
