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
import { recordedInstances } from '../lease/lease-session.ts';
import { allOwnMarksOf } from '../records/own-marks.ts';
import { rootRecordsOf } from '../records/root-records.ts';
import { judgeGroup, judgeInstance } from '../rules/findings.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';
import { type Cluster, groupIdsOf, type Member } from '../cluster/cluster.ts';
import { isDue } from './due.ts';
import { ownInstances, readGroups, snapshotFrom } from './read-snapshot.ts';

export interface ViewOptions {
  /** The image that the instances should run, by group id. Default: the image of the group. */
  targets?: Readonly<Record<string, string>>;
  /** Images that will be set before the first recycle, by group id: the groups are evaluated as if they had them. */
  images?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970; an instance launched earlier is due, whatever its image. */
  since?: number;
  /** Whether persisted root volumes are to be replaced; see `recycle`. */
  replaceRoot?: boolean;
  /** How long one recycle may take, in milliseconds: tasks that Spot runs before then count. Default: 30 minutes. */
  timeoutMs?: number;
  /** The minimum horizon when anything is due, in milliseconds. Default: 0. */
  leastHorizonMs?: number;
  /** The kinds of health check of this cluster, such as `zookeeper`. */
  health?: readonly string[];
  /** Whether deployments and suspensions are read too. Default: true. */
  withDeployments?: boolean;
  /** Whether the status of every group is read, even when all addresses are known. Default: false. */
  withStatus?: boolean;
  signal?: AbortSignal;
}

/** One instance of a cluster, as it was just read. */
export interface MemberView {
  /** The id of its group. */
  esg: string;
  stateful: StatefulInstance;
  /** Its current address; null when it has none. */
  address: string | null;
  /** Its recycle was requested, and has no recorded result. */
  isUnderWay: boolean;
}

/** The same, evaluated with its own group. */
export interface InstanceView extends MemberView {
  /** null: Spot does not report enough to determine it. */
  due: boolean | null;
  /** It was recycled, and the health check afterwards is not recorded as passed. */
  awaitsGate: boolean;
  /** What blocks a recycle now, without the findings about its group. */
  findings: Finding[];
}

/** One group as it was just read, with its instances and findings. */
export interface GroupView {
  esg: string;
  name: string;
  account: string;
  cluster: string;
  target: string | null;
  /** The image that the group has now. */
  image: string | null;
  group: Group;
  persistence: Persistence;
  findings: Finding[];
  instances: InstanceView[];
  snapshot: ClusterSnapshot;
}

/** One read of a complete cluster. */
export interface ClusterView {
  cluster: string;
  groups: GroupView[];
  /** Recycles that were requested, and have no recorded result. */
  intents: RecycleIntent[];
}

export const instancesOf = ({ groups }: Pick<ClusterView, 'groups'>): InstanceView[] =>
  groups.flatMap(({ instances }) => instances);

/** The addresses that are missing from the list of instances because they are not persisted. */
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

/** Reads only the instances of a cluster: one request per group, and another one when addresses are missing. */
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
    image,
  }: { gates: readonly AwaitedGate[]; intents: readonly RecycleIntent[]; withStatus?: boolean; image: string | null },
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
    image,
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

const withImage = (group: Group, imageId: string | undefined): Group =>
  imageId === undefined
    ? group
    : {
        ...group,
        compute: { ...group.compute, launchSpecification: { ...group.compute?.launchSpecification, imageId } },
      };

/** Reads a cluster once, and evaluates every instance with the records and the rules of its own group. */
export async function viewCluster(
  { store, takeOver }: Pick<InspectContext, 'store' | 'takeOver'>,
  { name, members }: Pick<Cluster, 'name' | 'members'>,
  { targets = {}, images = {}, signal, withDeployments, withStatus, ...options }: ViewOptions,
): Promise<ClusterView> {
  const groups = groupIdsOf({ members });
  const [intents, roots, recorded, gates, ownMarks] = await Promise.all([
    openIntentsOf(store, groups),
    rootRecordsOf(store, groups),
    recordedInstances(store, groups),
    awaitedGatesOf(store, groups),
    allOwnMarksOf(store, groups),
  ]);
  const actual = await readGroups({ members }, { signal, withDeployments });
  const reads = actual.map((read) => ({ ...read, group: withImage(read.group, images[read.group.id]) }));
  const views = members.map((own) => {
    const { id } = own.group;
    const read = reads.find(({ group }) => group.id === id);
    const target = targets[id] ?? (read ? (imageOf(read.group) ?? undefined) : undefined);
    const records = { intents, roots, recorded, gates, ownMarks, takeOver };
    const snapshot = snapshotFrom({ name, own }, reads, { ...options, target, ...records });
    const now = actual.find(({ group }) => group.id === id);
    return viewGroup(own, snapshot, { gates, intents, withStatus, image: now ? imageOf(now.group) : null });
  });
  return { cluster: name, groups: await Promise.all(views), intents };
}
