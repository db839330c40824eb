import type { Finding } from '@esg-recycler/core';
import { persistenceOf } from '@esg-recycler/spotinst-client';
import { type Cluster, suspendedProcesses, type Member } from '@esg-recycler/spotinst-stateful';

const isSuspended = (name: string): boolean => suspendedProcesses.some((suspendedByUs) => suspendedByUs === name);

/**
 * What may be ours and is on no record, as when the store was deleted. Whose it is cannot be known, so it is only told.
 */
export async function seeUnrecorded({ members }: Cluster, recorded: ReadonlySet<string>): Promise<Finding[]> {
  const seen: Finding[] = [];
  for (const member of members) {
    if (!recorded.has(member.group.id)) seen.push(...(await seeGroup(member)));
  }
  return seen;
}

async function seeGroup({ client, group: { id } }: Member): Promise<Finding[]> {
  const suspended = (await client.listSuspensions(id)).filter(
    ({ name, expiresAt }) => isSuspended(name) && expiresAt !== null,
  );
  const findings = suspended.map(({ name, expiresAt }): Finding => ({
    code: 'suspension-unrecorded',
    severity: 'warn',
    subject: id,
    message: `${id}: ${name} is suspended until ${expiresAt}, as a roll does it, and is not on record`,
    hint: 'It ends by itself then. Where nobody else has suspended it, lift it in the Spot console.',
  }));
  if (persistenceOf(await client.getGroup(id)).rootDevice) return findings;
  const message = `${id} does not persist root volumes, and nothing on record says that it should`;
  return [...findings, { code: 'root-not-persisted', severity: 'ok', subject: id, message }];
}
