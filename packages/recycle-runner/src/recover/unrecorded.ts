import type { Finding } from '@esg-recycler/core';
import { persistenceOf } from '@esg-recycler/spotinst-client';
import { type Cluster, suspendedProcesses, type Member } from '@esg-recycler/spotinst-stateful';

const isSuspended = (name: string): boolean => suspendedProcesses.some((suspendedByUs) => suspendedByUs === name);

/**
 * Finds changes that a run may have made but that have no record, as after the store was deleted. Someone else may have
 * made them, so they are only reported.
 */
export async function findUnrecorded({ members }: Cluster, recorded: ReadonlySet<string>): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const member of members) {
    if (!recorded.has(member.group.id)) found.push(...(await findInGroup(member)));
  }
  return found;
}

async function findInGroup({ client, group: { id } }: Member): Promise<Finding[]> {
  const suspended = (await client.listSuspensions(id)).filter(
    ({ name, expiresAt }) => isSuspended(name) && expiresAt !== null,
  );
  const findings = suspended.map(({ name, expiresAt }): Finding => ({
    code: 'suspension-unrecorded',
    severity: 'warn',
    subject: id,
    message: `${id}: ${name} is suspended until ${expiresAt} without a record; a run suspends it the same way`,
    hint: 'It ends at that time on its own. If nobody else suspended it, resume it in the Spot console.',
  }));
  if (persistenceOf(await client.getGroup(id)).rootDevice) return findings;
  const message = `${id} does not persist root volumes. This is normal, unless a run with --replace-root was interrupted and its record is lost`;
  return [...findings, { code: 'root-not-persisted', severity: 'ok', subject: id, message }];
}
