import { printJson } from '@esg-recycler/core';
import { inheritedLease } from './inherited-lease.ts';
import { type ConfigArguments, settingsOf } from './arguments.ts';
import { withSession } from '../session.ts';

/**
 * Whether what is about to be done outside of Spot, as stopping a service, may still be done. Asks nobody but the store:
 * a request to Spot is guarded by more than this.
 */
export async function leaseCheck(options: ConfigArguments): Promise<void> {
  const token = inheritedLease();
  await withSession(settingsOf(options), ({ store }) => store.leases.verify(token, 'taken', { remainingMs: 0 }));
  printJson({ isGood: true });
}
