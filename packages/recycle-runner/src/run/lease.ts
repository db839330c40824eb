import { encodeLease, keepLease, type LeasedCluster, type Leases } from '@esg-recycler/esg-store';

/** The lease of a roll, as long as it lasts. */
export interface HeldLease {
  /** The value of `ESG_RECYCLER_LEASE`. */
  token: () => string;
  /** @throws EsgError `lease-lost` when it is ours no longer */
  check: () => void;
}

/**
 * Does something under the lease on all of a cluster's groups, renewed all the while and released in the end. Its token
 * tells whoever inherits it which groups these are.
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
