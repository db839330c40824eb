import type { Lease } from '@esg-recycler/esg-store';

/**
 * Whether somebody renews a lease: that is done every quarter of its time, so more than half of it is always left. One
 * whose holder ended a moment ago passes too; it then runs out, and nothing is requested under it.
 */
export const isRenewed = ({ expiresAt, ttlMs }: Pick<Lease, 'expiresAt' | 'ttlMs'>, now: number): boolean =>
  expiresAt - now > ttlMs / 2;
