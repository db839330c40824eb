import { decodeLease, keepLease, type LeaseToken } from '@esg-recycler/esg-store';
import type { Context } from './context.ts';

/** How long a lease outlives its last renewal; never so short that a single slow request could outlast it. */
export const leaseTime = (requestTimeoutMs: number): number => Math.max(120_000, 4 * requestTimeoutMs);

/**
 * Does something under the lease on every group of a cluster: the one that was handed down, or else one of our own
 * that ends with it.
 *
 * @throws EsgError `lease-held`, exit code 4; `lease-lost` when the lease handed down is no longer good
 */
export async function withLease<T>(
  { store: { leases }, leaseToken, requestTimeoutMs, report }: Context,
  groups: readonly string[],
  use: (token: LeaseToken) => Promise<T>,
): Promise<T> {
  if (leaseToken) {
    const token = decodeLease(leaseToken);
    await leases.verify(token, groups, { remainingMs: 0 });
    return use(token);
  }
  const lease = await leases.acquire(groups, { ttlMs: leaseTime(requestTimeoutMs) });
  const keeper = keepLease(leases, lease, ({ message }) => report(`nothing more is requested: ${message}`));
  try {
    return await use(lease);
  } finally {
    await keeper.stop();
    await leases.release(lease);
  }
}
