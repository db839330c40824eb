import { EsgError, ExitCode, type GroupName, isSelectedBy } from '@esg-recycler/core';
import { listAccountGroups } from '@esg-recycler/spotinst-client';
import type { Context } from '../context.ts';
import type { Cluster } from './cluster.ts';

const missingFrom = (known: readonly GroupName[], groups: readonly GroupName[]): string[] =>
  groups.filter(({ id }) => known.every((one) => one.id !== id)).map(({ id, name }) => `${name} (${id})`);

/**
 * Resolves again which groups form the cluster. No rule sees the instances of a group that joined it under this lease.
 * Sends nothing for a group that is a cluster of its own.
 *
 * @throws EsgError `lease-lost`, exit code 4, which names the groups that joined or left
 */
export async function checkMembers(
  { clients, signal }: Pick<Context, 'clients' | 'signal'>,
  { name, members, selectors }: Pick<Cluster, 'name' | 'members' | 'selectors'>,
): Promise<void> {
  if (selectors === undefined) return;
  const listed = (await listAccountGroups(clients, { signal })).map(({ group }) => group);
  const now = listed.filter((group) => selectors.some((selector) => isSelectedBy(group, selector)));
  const leased = members.map(({ group }) => group);
  const joined = missingFrom(leased, now);
  const left = missingFrom(now, leased);
  if (joined.length + left.length === 0) return;
  const changes = [
    joined.length > 0 ? `${joined.join(', ')} joined it` : [],
    left.length > 0 ? `${left.join(', ')} left it` : [],
  ].flat();
  throw new EsgError(`cluster ${name} has changed since its lease was acquired: ${changes.join(', and ')}`, {
    code: 'lease-lost',
    exitCode: ExitCode.leaseHeld,
    hint: 'Run the same command again: it checks all groups that the cluster has now, and continues from there.',
  });
}
