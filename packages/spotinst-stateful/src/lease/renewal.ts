import type { Lease } from '@esg-recycler/esg-store';

/**
 * Whether a process renews this lease. It is renewed after every quarter of its lifetime, so more than half is always
 * left. A lease whose holder has just ended passes too: it then expires, and nothing is requested under it.
 */
export const isRenewed = ({ expiresAt, ttlMs }: Pick<Lease, 'expiresAt' | 'ttlMs'>, now: number): boolean =>
  expiresAt - now > ttlMs / 2;
