import type { Finding } from '@esg-recycler/core';
import {
  type Group,
  imageOf,
  type Persistence,
  persistenceOf,
  type StatefulInstance,
} from '@esg-recycler/spotinst-client';
import type { InspectContext } from '../context.ts';
import { type AwaitedGate, awaitedGatesOf, awaitsGate } from '../records/gate-records.ts';
import { openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { knownInstances } from '../lease/lease-session.ts';
import { rootRecordsOf } from '../records/root-records.ts';
import { judgeGroup, judgeInstance } from '../rules/findings.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';
import { type Cluster, groupIdsOf, type Member } from '../cluster/cluster.ts';
import { isDue } from './due.ts';
import { ownInstances, readGroups, snapshotFrom } from './read-snapshot.ts';

export interface ViewOptions {
  /** The image that the instances of a group are to run, by the group's id; default: the one that the group names. */
  targets?: Readonly<Record<string, string>>;
  /** Milliseconds; an instance launched earlier is due whatever its image. */
  since?: number;
  /** Whether root volumes are to be given up where the group persists them; see `recycle`. */
  replaceRoot?: boolean;
  /** How long one recycle may take, in milliseconds: what Spot has scheduled meanwhile counts. Default: 30 minutes. */
  timeoutMs?: number;
  /** How far to look ahead at the least where anything is due, in milliseconds. Default: 0. */
  leastHorizonMs?: number;
  /** The kinds of check that ask the cluster itself whether it is healthy, such as `zookeeper`; none where nothing does. */
  health?: readonly string[];
  /** Whether deployments are read as well. Default: true. */
  withDeployments?: boolean;
  /** Whether the status of every group is read too, though every address is known. Default: false. */
  withStatus?: boolean;
  signal?: AbortSignal;
}

/** One instance of a cluster as it was just read. */
export interface MemberView {
  /** The id of its group. */
  esg: string;
  stateful: StatefulInstance;
  /** Its current address; null while it has none. */
  address: string | null;
  /** A recycle of it is on record as requested, and its end is not. */
  isUnderWay: boolean;
}

/** The same, judged from its own group. */
export interface InstanceView extends MemberView {
  /** null: Spot does not say enough to tell. */
  due: boolean | null;
  /** It was recycled, and no gate is on record as passed since. */
  awaitsGate: boolean;
  /** What stands against recycling it now, the group's part left out. */
  findings: Finding[];
}

/** One group as it was just read, with everything that is said of it and its instances. */
export interface GroupView {
  esg: string;
  name: string;
  account: string;
  cluster: string;
  target: string | null;
  group: Group;
  persistence: Persistence;
  findings: Finding[];
  instances: InstanceView[];
  snapshot: ClusterSnapshot;
}

/** One fresh read of a whole cluster. */
export interface ClusterView {
  cluster: string;
  groups: GroupView[];
  /** Recycles that are on record as requested, and whose end is not. */
  intents: RecycleIntent[];
}

export const instancesOf = ({ groups }: Pick<ClusterView, 'groups'>): InstanceView[] =>
  groups.flatMap(({ instances }) => instances);

/** The addresses that the instances themselves do not show, because they are not persisted. */
async function addressesOf(
  { client, group }: Member,
  instances: readonly StatefulInstance[],
  isWanted = false,
): Promise<Map<string, string>> {
  const isNeeded = isWanted || instances.some(({ privateIp, instanceId }) => privateIp === null && instanceId !== null);
  const status = isNeeded ? await client.getGroupStatus(group.id) : [];
  return new Map(
    status.flatMap(({ instanceId, privateIp }) => (instanceId && privateIp ? [[instanceId, privateIp] as const] : [])),
  );
}

/** The instances of a cluster and nothing else, afresh: one request a group, and one more where addresses are missing. */
export async function readMembers(
  { store, signal }: Pick<InspectContext, 'store'> & { signal?: AbortSignal },
  { members }: Pick<Cluster, 'members'>,
): Promise<MemberView[]> {
  const intents = await openIntentsOf(store, groupIdsOf({ members }));
  const reads = members.map(async (member) => {
    const esg = member.group.id;
    const instances = await member.client.listStatefulInstances(esg, { signal });
    const addresses = await addressesOf(member, instances);
    return instances.map((stateful): MemberView => ({
      esg,
      stateful,
      address: stateful.privateIp ?? addresses.get(stateful.instanceId ?? '') ?? null,
      isUnderWay: intents.some(({ ssi }) => ssi === stateful.id),
    }));
  });
  return (await Promise.all(reads)).flat();
}

async function viewGroup(
  member: Member,
  snapshot: ClusterSnapshot,
  {
    gates,
    intents,
    withStatus,
  }: { gates: readonly AwaitedGate[]; intents: readonly RecycleIntent[]; withStatus?: boolean },
): Promise<GroupView> {
  const { group, cluster, target } = snapshot;
  const instances = ownInstances(snapshot);
  const addresses = await addressesOf(member, instances, withStatus);
  return {
    esg: group.id,
    name: group.name,
    account: member.client.accountId,
    cluster,
    target,
    group,
    persistence: persistenceOf(group),
    findings: judgeGroup(snapshot),
    instances: instances.map((stateful) => ({
      esg: group.id,
      stateful,
      due: isDue(stateful, snapshot),
      address: stateful.privateIp ?? addresses.get(stateful.instanceId ?? '') ?? null,
      isUnderWay: intents.some(({ ssi }) => ssi === stateful.id),
      awaitsGate: awaitsGate(stateful, gates),
      findings: judgeInstance(stateful, snapshot),
    })),
    snapshot,
  };
}

/** Reads a cluster once, afresh, and judges every instance of it by what is on record and by the rules of its own group. */
export async function viewCluster(
  { store }: Pick<InspectContext, 'store'>,
  { name, members }: Pick<Cluster, 'name' | 'members'>,
  { targets = {}, signal, withDeployments, withStatus, ...options }: ViewOptions,
): Promise<ClusterView> {
  const groups = groupIdsOf({ members });
  const [intents, roots, known, gates] = await Promise.all([
    openIntentsOf(store, groups),
    rootRecordsOf(store, groups),
    knownInstances(store, groups),
    awaitedGatesOf(store, groups),
  ]);
  const reads = await readGroups({ members }, { signal, withDeployments });
  const views = members.map((own) => {
    const { id } = own.group;
    const read = reads.find(({ group }) => group.id === id);
    const target = targets[id] ?? (read ? (imageOf(read.group) ?? undefined) : undefined);
    const snapshot = snapshotFrom({ name, own }, reads, { ...options, target, intents, roots, known, gates });
    return viewGroup(own, snapshot, { gates, intents, withStatus });
  });
  return { cluster: name, groups: await Promise.all(views), intents };
}
