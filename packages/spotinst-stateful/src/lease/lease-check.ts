import { EsgError, ExitCode } from '@esg-recycler/core';
import { type LeaseToken, ownerIsGone } from '@esg-recycler/esg-store';
import type { Context } from '../context.ts';

type LeaseContext = Pick<Context, 'store' | 'requestTimeoutMs'>;

/**
 * The last check before a request that changes something: the lease is good, and for longer than a request may take.
 *
 * @throws EsgError `lease-lost`, exit code 4
 */
export const checkLease = (
  { store, requestTimeoutMs }: LeaseContext,
  lease: LeaseToken,
  groups: readonly string[],
): Promise<void> => store.leases.verify(lease, groups, { remainingMs: requestTimeoutMs });

/**
 * The same before something of our own is put back. There a lease whose owner has ended serves as well, as long as
 * nobody else has taken the group since: that is how what a killed playbook left behind is cleaned up.
 *
 * @throws EsgError `lease-lost`, exit code 4
 */
export async function checkNoSuccessor(
  context: LeaseContext,
  lease: LeaseToken,
  groups: readonly string[],
): Promise<void> {
  if (!ownerIsGone(lease.owner)) return checkLease(context, lease, groups);
  const successor = (await context.store.leases.show(groups)).find(({ number }) => number > lease.number);
  if (!successor) return;
  throw new EsgError(`the lease on ${groups.join(', ')} was taken over by process ${successor.owner.pid}`, {
    code: 'lease-lost',
    exitCode: ExitCode.leaseHeld,
    hint: 'Whoever holds it now cleans up in the end.',
  });
}
