import { checkClusters, clusterOf, didYouMean, EsgError, ExitCode } from '@esg-recycler/core';
import type { Intent, SeenInstance } from '@esg-recycler/esg-store';
import {
  type Group,
  imageOf,
  listAccountGroups,
  persistenceOf,
  selectGroup,
  type SpotClient,
  type StatefulInstance,
} from '@esg-recycler/spotinst-client';
import type { ReadContext } from '../context.ts';
import { type HorizonOptions, horizonOf } from './horizon.ts';
import type { AwaitedGate } from '../gate/gate-records.ts';
import type { RootRecords } from '../root/root-records.ts';
import type { Snapshot } from '../rules/rule.ts';

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
 * @throws EsgError `group-unknown`, `group-ambiguous`, `clusters-overlap`, `clusters-unknown`, exit code 2
 */
export async function locateCluster(
  { clients, clusters, signal }: ReadContext & { signal?: AbortSignal },
  esg: string,
): Promise<Cluster> {
  const known = await listAccountGroups(clients, { signal });
  checkClusters(
    clusters,
    known.map(({ group }) => group),
  );
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

export interface SnapshotOptions extends HorizonOptions {
  /** Default: the group's image. */
  target?: string;
  since?: number;
  intents: Intent[];
  /** The instances as the holder of the lease last knew them. */
  known?: readonly SeenInstance[];
  /** Recycles after which no gate is on record as passed. */
  gates?: readonly AwaitedGate[];
  /** Gives the reading up. */
  signal?: AbortSignal;
  /** Whether root volumes are to be replaced where they are persisted. */
  replaceRoot?: boolean;
  /** What is on record about them. */
  roots?: RootRecords;
}

/** Reads the group, and every instance and deployment of its cluster, afresh. */
export async function readSnapshot(
  { name, own, members }: Cluster,
  { target, since, intents, known, gates, signal, replaceRoot = false, roots, ...horizon }: SnapshotOptions,
): Promise<Snapshot> {
  const [group, ...reads] = await Promise.all([
    own.client.getGroup(own.group.id, { signal }),
    ...members.map(({ client, group: { id } }) =>
      Promise.all([client.listStatefulInstances(id, { signal }), client.listRolls(id, { signal })]),
    ),
  ]);
  const rootJournal = roots?.journals.find((journal) => journal.group === group.id);
  const keepsRoot = persistenceOf(group).rootDevice || rootJournal !== undefined;
  const read = {
    cluster: name,
    group,
    members: members.map((member, index) => {
      const [instances = [], rolls = []] = reads[index] ?? [];
      return { group: member === own ? group : member.group, instances, rolls };
    }),
    target: target ?? imageOf(group),
    since,
    intents,
    known,
    gates,
    replaceRoot: replaceRoot && keepsRoot ? (roots?.replacements ?? []) : undefined,
    rootJournal,
    now: Date.now(),
  };
  return { ...read, horizonMs: horizonOf(read, horizon) };
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
