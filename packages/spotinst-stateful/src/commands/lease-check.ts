import { printJson } from '@esg-recycler/core';
import { inheritedLease } from './inherited-lease.ts';
import { type ConfigArguments, settingsOf } from './arguments.ts';
import { withSession } from '../session.ts';

/**
 * Checks whether an action outside Spot, such as stopping a service, is still allowed. Reads only the store: requests to
 * Spot have more checks than this one.
 */
export async function leaseCheck(options: ConfigArguments): Promise<void> {
  const token = inheritedLease();
  await withSession(settingsOf(options), ({ store }) => store.leases.verify(token, 'taken', { remainingMs: 0 }));
  printJson({ isGood: true });
}
