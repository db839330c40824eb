import { EsgError, formatDuration } from '@esg-recycler/core';
import { encodeLease, keepLease, type Lease, type LeasedCluster, type Leases } from '@esg-recycler/esg-store';

/** The lease of a roll. */
export interface HeldLease {
  /** The value of `ESG_RECYCLER_LEASE`. */
  token: () => string;
  /** @throws EsgError `lease-lost` when another process holds it now; `store-unreachable` when it could not be renewed */
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
      // Child processes of a lost lease need not wait for its store.
      token: () => encodeLease({ ...keeper.lease(), ttlMs: loss ? undefined : ttlMs }, cluster),
      check: () => {
        if (loss) throw loss;
      },
    });
  } finally {
    await keeper.stop();
    await release(leases, lease);
  }
}

/** A failure must not hide how the run ended: a lease that is not released ends on its own. */
async function release(leases: Leases, lease: Lease): Promise<void> {
  try {
    await leases.release(lease);
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    process.stderr.write(
      `recycle-runner: the lease could not be released and ends on its own within ${formatDuration(lease.ttlMs)}: ${error.message}\n`,
    );
  }
}
