import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { Lease } from './lease.ts';
import type { Leases } from './leases.ts';

export interface LeaseKeeper {
  /** The lease as of the last renewal. */
  lease(): Lease;
  /** Stops the renewals and waits for one in progress. The caller releases the lease itself. */
  stop(): Promise<void>;
}

const notRenewed = ({ groups, ttlMs }: Lease): EsgError =>
  new EsgError(
    `the lease on ${groups.join(', ')} could not be renewed for ${formatDuration(ttlMs)}: the store does not respond`,
    {
      code: 'store-unreachable',
      exitCode: ExitCode.unreachable,
      hint: 'No further requests are sent. When the store responds again, run the same command: it continues from there.',
    },
  );

const isFinal = (error: unknown): boolean => ['lease-lost', 'store-lost'].includes((error as EsgError).code);

/**
 * Renews a lease every quarter of its TTL until stopped. A renewal that fails (the store is locked, the disk is full) is
 * retried while the lease is valid. The timer does not keep the process alive.
 *
 * @param onLost called once, with the reason, when the lease is lost or could not be renewed before it expired
 */
export function keepLease(leases: Leases, lease: Lease, onLost: (error: Error) => void): LeaseKeeper {
  let current = lease;
  let stopped = false;
  let renewal = Promise.resolve();
  let timer: NodeJS.Timeout;

  const left = (): number => Math.max(0, leases.endOf(current) - performance.now());

  const schedule = (ms: number) => {
    timer = setTimeout(() => {
      renewal = renew();
    }, ms).unref();
  };

  const lose = (error: Error): void => {
    if (stopped) return;
    stopped = true;
    clearTimeout(timer);
    onLost(error);
  };

  const renew = async (): Promise<void> => {
    // A store that does not respond must not hide that the lease ends meanwhile. One that has ended may still be ours.
    const expiry = setTimeout(() => lose(notRenewed(current)), left() || current.ttlMs).unref();
    try {
      current = await leases.renew(current);
      if (!stopped) schedule(current.ttlMs / 4);
    } catch (error) {
      if (stopped) return;
      if (!isFinal(error) && left() > 0) return schedule(current.ttlMs / 16);
      lose(error as Error);
    } finally {
      clearTimeout(expiry);
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
