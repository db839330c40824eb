import { decodeLease, keepLease, type LeaseToken } from '@esg-recycler/esg-store';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { liftSuspensions } from '../suspensions/lift-suspensions.ts';
import { beginLeaseSession, endLeaseSession } from '../lease/lease-session.ts';

/** How long a lease stays valid after its last renewal, in milliseconds; always longer than one slow request. */
export const leaseTime = (requestTimeoutMs: number): number => Math.max(120_000, 4 * requestTimeoutMs);

/**
 * Runs `use` under the lease on every group of a cluster: the inherited lease, or else a new one that ends with the call,
 * together with the suspensions.
 *
 * @throws EsgError `lease-held`, exit code 4; `lease-lost` when the inherited lease is no longer valid
 */
export async function withLease<T>(
  context: Context,
  cluster: Cluster,
  use: (token: LeaseToken) => Promise<T>,
): Promise<T> {
  const { leaseToken, requestTimeoutMs, report, signal } = context;
  const { leases } = context.store;
  const groups = groupIdsOf(cluster);
  if (leaseToken) {
    const token = decodeLease(leaseToken);
    await leases.verify(token, groups, { remainingMs: 0 });
    await beginLeaseSession(context.store, cluster, token, signal);
    return use(token);
  }
  const lease = await leases.acquire(groups, { ttlMs: leaseTime(requestTimeoutMs) });
  const keeper = keepLease(leases, lease, ({ message }) => report(`no further requests are sent: ${message}`));
  try {
    await beginLeaseSession(context.store, cluster, lease, signal);
    return await use(lease);
  } finally {
    await liftSuspensions(context, cluster, lease);
    await endLeaseSession(context.store, groups, lease);
    await keeper.stop();
    await leases.release(lease);
  }
}
