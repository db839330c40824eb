import { printJson } from '@esg-recycler/core';
import { inheritedLease } from './inherited-lease.ts';
import { type ConfigOptions, withSession } from './session.ts';

/**
 * Whether what is about to be done outside of Spot, as stopping a service, may still be done. Asks nobody but the store:
 * a request to Spot is guarded by more than this.
 */
export async function leaseCheck(options: ConfigOptions): Promise<void> {
  const token = inheritedLease();
  await withSession(options, ({ store }) => store.leases.verify(token, 'taken', { remainingMs: 0 }));
  printJson({ isGood: true });
}
