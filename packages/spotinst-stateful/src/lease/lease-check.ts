import { EsgError, ExitCode } from '@esg-recycler/core';
import { type LeaseToken, ownerIsGone } from '@esg-recycler/esg-store';
import type { Context } from '../context.ts';

type LeaseContext = Pick<Context, 'store' | 'requestTimeoutMs'>;

/**
 * The last check before a request that changes something: the lease is valid for longer than a request may take.
 *
 * @throws EsgError `lease-lost`, exit code 4
 */
export const checkLease = (
  { store, requestTimeoutMs }: LeaseContext,
  lease: LeaseToken,
  groups: readonly string[],
): Promise<void> => store.leases.verify(lease, groups, { remainingMs: requestTimeoutMs });

/**
 * The same check before a cleanup request. Here the lease of an owner that has ended is enough while nobody else has
 * taken the group: this is how the cleanup after a killed playbook works.
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
  throw new EsgError(`process ${successor.owner.pid} has taken over the lease on ${groups.join(', ')}`, {
    code: 'lease-lost',
    exitCode: ExitCode.leaseHeld,
    hint: 'Nothing to do: the new holder cleans up at its end.',
  });
}
