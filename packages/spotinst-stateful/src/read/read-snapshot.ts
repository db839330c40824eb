import { didYouMean, EsgError, ExitCode } from '@esg-recycler/core';
import type { Intent, SeenInstance } from '@esg-recycler/esg-store';
import { imageOf, persistenceOf, type StatefulInstance } from '@esg-recycler/spotinst-client';
import type { AwaitedGate } from '../records/gate-records.ts';
import type { RootRecords } from '../records/root-records.ts';
import type { OwnMarks } from '../marks/pattern.ts';
import type { ClusterSnapshot, GroupRead } from '../rules/rule.ts';
import type { Cluster, Member } from '../cluster/cluster.ts';
import { type HorizonOptions, horizonOf } from './horizon.ts';

export interface SnapshotOptions extends HorizonOptions {
  /** Default: the image of the group. */
  target?: string;
  since?: number;
  intents: Intent[];
  /** The instances as the lease holder recorded them last. */
  recorded?: readonly SeenInstance[];
  /** Recycles whose health check afterwards is not recorded as passed. */
  gates?: readonly AwaitedGate[];
  /** The kinds of health check of this cluster, such as `zookeeper`. */
  health?: readonly string[];
  /** Aborts the read. */
  signal?: AbortSignal;
  /** Whether persisted root volumes are to be replaced. */
  replaceRoot?: boolean;
  /** The records about root volumes. */
  roots?: RootRecords;
  /** The patterns of this store's own marks, by group id. */
  ownMarks?: ReadonlyMap<string, OwnMarks | undefined>;
  /** Why a mark of another store may be taken over. */
  takeOver?: string;
  /** Whether deployments and suspensions are read too, as before every request and in every plan. Default: true. */
  withDeployments?: boolean;
}

/** Reads every group of a cluster, its instances and, unless excluded, its deployments. */
export const readGroups = (
  { members }: Pick<Cluster, 'members'>,
  { signal, withDeployments = true }: Pick<SnapshotOptions, 'signal' | 'withDeployments'> = {},
): Promise<GroupRead[]> =>
  Promise.all(
    members.map(async ({ client, group: { id } }: Member): Promise<GroupRead> => {
      const [group, instances, rolls, suspended] = await Promise.all([
        client.getGroup(id, { signal }),
        client.listStatefulInstances(id, { signal }),
        withDeployments ? client.listRolls(id, { signal }) : [],
        withDeployments ? client.listSuspensions(id, { signal }) : undefined,
      ]);
      return { group, instances, rolls, ...(suspended && { suspended }) };
    }),
  );

/** The snapshot of a cluster from the view of one of its groups; pure. */
export function snapshotFrom(
  { name, own }: Pick<Cluster, 'name' | 'own'>,
  members: GroupRead[],
  {
    target,
    since,
    intents,
    recorded,
    gates,
    health,
    replaceRoot = false,
    roots,
    ownMarks,
    takeOver,
    ...horizon
  }: SnapshotOptions,
): ClusterSnapshot {
  const read = members.find(({ group }) => group.id === own.group.id);
  if (!read) throw new Error(`${own.group.id} is not a member of its own cluster`);
  const { group } = read;
  const rootJournal = roots?.journals.find((journal) => journal.group === group.id);
  const keepsRoot = persistenceOf(group).rootDevice || rootJournal !== undefined;
  const snapshot = {
    cluster: name,
    group,
    members,
    target: target ?? imageOf(group),
    since,
    intents,
    recorded,
    gates,
    health,
    replaceRoot: replaceRoot && keepsRoot ? (roots?.replacements ?? []) : undefined,
    hasNoRootToReplace: replaceRoot && !keepsRoot,
    rootJournal,
    ownMarks,
    takeOver,
    now: Date.now(),
  };
  return { ...snapshot, horizonMs: horizonOf(snapshot, horizon) };
}

/** Reads the cluster, and returns its snapshot from the view of its own group. */
export const readSnapshot = async (cluster: Cluster, options: SnapshotOptions): Promise<ClusterSnapshot> =>
  snapshotFrom(cluster, await readGroups(cluster, options), options);

export const ownInstances = ({ group, members }: Pick<ClusterSnapshot, 'group' | 'members'>): StatefulInstance[] =>
  members.find((member) => member.group.id === group.id)?.instances ?? [];

/** @throws EsgError `instance-unknown`, exit code 2 */
export function selectInstance(snapshot: Pick<ClusterSnapshot, 'group' | 'members'>, ssi: string): StatefulInstance {
  const instances = ownInstances(snapshot);
  const found = instances.find(({ id }) => id === ssi);
  if (found) return found;
  const known = instances.map(({ id }) => id);
  throw new EsgError(`${snapshot.group.id} has no stateful instance ${ssi}.${didYouMean(ssi, known)}`, {
    code: 'instance-unknown',
    exitCode: ExitCode.usage,
    hint: known.length > 0 ? `Its instances: ${known.join(', ')}` : 'It has no stateful instances.',
  });
}
