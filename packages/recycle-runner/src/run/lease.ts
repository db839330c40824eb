import { encodeLease, keepLease, type LeasedCluster, type Leases } from '@esg-recycler/esg-store';

/** The lease of a roll. */
export interface HeldLease {
  /** The value of `ESG_RECYCLER_LEASE`. */
  token: () => string;
  /** @throws EsgError `lease-lost` when another process holds it now */
  check: () => void;
}

/**
 * Runs a function under the lease on all groups of a cluster. The lease is renewed until the function ends, then released.
 * Its token names the groups for the processes that inherit it.
 *
 * @throws EsgError `lease-held`, exit code 4
 */
export async function underLease<T>(
  leases: Leases,
  cluster: LeasedCluster,
  ttlMs: number,
  use: (lease: HeldLease) => Promise<T>,
): Promise<T> {
  const groups = cluster.groups.map(({ id }) => id);
  const lease = await leases.acquire(groups, { ttlMs });
  let loss: Error | undefined;
  const keeper = keepLease(leases, lease, (error) => {
    loss = error;
  });
  try {
    return await use({
      token: () => encodeLease(keeper.lease(), cluster),
      check: () => {
        if (loss) throw loss;
      },
    });
  } finally {
    await keeper.stop();
    await leases.release(lease);
  }
}
