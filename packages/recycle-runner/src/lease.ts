import { encodeLease, keepLease, type Leases } from '@esg-recycler/esg-store';

/** The lease of a roll, as long as it lasts. */
export interface HeldLease {
  /** The value of `ESG_RECYCLER_LEASE`. */
  token: () => string;
  /** @throws EsgError `lease-lost` when it is ours no longer */
  check: () => void;
}

/**
 * Does something under the lease on all of a cluster's groups, renewed all the while and released in the end.
 *
 * @throws EsgError `lease-held`, exit code 4
 */
export async function underLease<T>(
  leases: Leases,
  groups: readonly string[],
  ttlMs: number,
  use: (lease: HeldLease) => Promise<T>,
): Promise<T> {
  const lease = await leases.acquire(groups, { ttlMs });
  let loss: Error | undefined;
  const keeper = keepLease(leases, lease, (error) => {
    loss = error;
  });
  try {
    return await use({
      token: () => encodeLease(keeper.lease()),
      check: () => {
        if (loss) throw loss;
      },
    });
  } finally {
    await keeper.stop();
    await leases.release(lease);
  }
}
