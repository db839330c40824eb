import { clusterOf, didYouMean, EsgError, ExitCode } from '@esg-recycler/core';
import type { Intent } from '@esg-recycler/esg-store';
import {
  type Group,
  imageOf,
  listAccountGroups,
  selectGroup,
  type SpotClient,
  type StatefulInstance,
} from '@esg-recycler/spotinst-client';
import type { ReadContext } from './context.ts';
import type { Snapshot } from './rules/rule.ts';

/** A group and the client of its account. */
export interface Member {
  client: SpotClient;
  group: Group;
}

/** The groups whose instances form one quorum. */
export interface Cluster {
  name: string;
  /** The group that was asked for. */
  own: Member;
  /** Every group, the own one included. */
  members: Member[];
}

/**
 * Finds a group by id or name, and the groups that form a cluster with it.
 *
 * @throws EsgError `group-unknown`, `group-ambiguous`, exit code 2
 */
export async function locateCluster({ clients, clusters }: ReadContext, esg: string): Promise<Cluster> {
  const known = await listAccountGroups(clients);
  const selected = selectGroup(known, esg).group;
  const name = clusterOf(selected, clusters);
  const members = known
    .filter(({ group }) => clusterOf(group, clusters) === name)
    .flatMap(({ accountId, group }) =>
      clients.filter((client) => client.accountId === accountId).map((client) => ({ client, group })),
    );
  const own = members.find(({ group }) => group.id === selected.id);
  if (!own) throw new Error(`${selected.id} is not a member of its own cluster`);
  return { name, own, members };
}

export const groupIdsOf = ({ members }: Cluster): string[] => members.map(({ group }) => group.id);

/** Reads the group and every instance of its cluster afresh. The target is the group's image unless one is given. */
export async function readSnapshot(
  { name, own, members }: Cluster,
  { target, since, intents }: { target?: string; since?: number; intents: Intent[] },
): Promise<Snapshot> {
  const [group, ...instances] = await Promise.all([
    own.client.getGroup(own.group.id),
    ...members.map((member) => member.client.listStatefulInstances(member.group.id)),
  ]);
  return {
    cluster: name,
    group,
    members: members.map((member, index) => ({
      group: member === own ? group : member.group,
      instances: instances[index] ?? [],
    })),
    target: target ?? imageOf(group),
    since,
    intents,
  };
}

export const ownInstances = ({ group, members }: Snapshot): StatefulInstance[] =>
  members.find((member) => member.group.id === group.id)?.instances ?? [];

/** @throws EsgError `instance-unknown`, exit code 2 */
export function selectInstance(snapshot: Snapshot, ssi: string): StatefulInstance {
  const instances = ownInstances(snapshot);
  const found = instances.find(({ id }) => id === ssi);
  if (found) return found;
  const known = instances.map(({ id }) => id);
  throw new EsgError(`${snapshot.group.id} has no stateful instance ${ssi}.${didYouMean(ssi, known)}`, {
    code: 'instance-unknown',
    exitCode: ExitCode.usage,
    hint: known.length > 0 ? `It has: ${known.join(', ')}` : 'It has none at all.',
  });
}
