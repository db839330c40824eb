import type { RecordedLease } from '@esg-recycler/esg-store';

/**
 * Whether a process renews this lease. It is renewed after every quarter of its lifetime, so more than half is always
 * left. A lease whose holder has just ended passes too: it then expires, and nothing is requested under it.
 */
export const isRenewed = ({ leftMs, ttlMs }: Pick<RecordedLease, 'leftMs' | 'ttlMs'>): boolean => leftMs > ttlMs / 2;
