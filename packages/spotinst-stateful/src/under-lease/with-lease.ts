import { decodeLease, keepLease, type LeaseToken } from '@esg-recycler/esg-store';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { liftSuspensions } from '../suspensions/lift-suspensions.ts';
import { beginLeaseSession, endLeaseSession } from '../lease/lease-session.ts';

/** How long a lease outlives its last renewal; never so short that a single slow request could outlast it. */
export const leaseTime = (requestTimeoutMs: number): number => Math.max(120_000, 4 * requestTimeoutMs);

/**
 * Does something under the lease on every group of a cluster: the one that was handed down, or else one of our own
 * that ends with it, and with it what was suspended.
 *
 * @throws EsgError `lease-held`, exit code 4; `lease-lost` when the lease handed down is no longer good
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
  const keeper = keepLease(leases, lease, ({ message }) => report(`nothing more is requested: ${message}`));
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
