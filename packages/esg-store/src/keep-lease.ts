import type { EsgError } from '@esg-recycler/core';
import type { Lease } from './lease.ts';
import type { Leases } from './leases.ts';

export interface LeaseKeeper {
  /** As last renewed. */
  lease(): Lease;
  /** Ends the renewals, waiting for one under way. The lease itself is released by whoever acquired it. */
  stop(): Promise<void>;
}

const isFinal = (error: unknown): boolean => ['lease-lost', 'store-lost'].includes((error as EsgError).code);

/**
 * Renews a lease every quarter of its time until stopped. A renewal that fails (the store is locked, the disk full) is
 * tried again while the lease runs. The timer does not keep the process alive.
 *
 * @param onLost called once, with the reason, when the lease was lost or could not be renewed before it ended
 */
export function keepLease(leases: Leases, lease: Lease, onLost: (error: Error) => void): LeaseKeeper {
  let current = lease;
  let renewedAt = performance.now();
  let stopped = false;
  let renewal = Promise.resolve();
  let timer: NodeJS.Timeout;

  // Both clocks: others judge by the wall clock, and that one may be set back.
  const hasEnded = () => Date.now() >= current.expiresAt || performance.now() >= renewedAt + current.ttlMs;

  const schedule = (ms: number) => {
    timer = setTimeout(() => {
      renewal = renew();
    }, ms).unref();
  };

  const renew = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      current = await leases.renew(current);
      renewedAt = startedAt;
      if (!stopped) schedule(current.ttlMs / 4);
    } catch (error) {
      if (stopped) return;
      if (!isFinal(error) && !hasEnded()) return schedule(current.ttlMs / 16);
      stopped = true;
      onLost(error as Error);
    }
  };

  schedule(lease.ttlMs / 4);
  return {
    lease: () => current,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await renewal;
    },
  };
}
