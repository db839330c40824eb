import type { Finding } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import { imageOf, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { groupIdsOf, locateCluster, type Member, ownInstances, readSnapshot, selectInstance } from './cluster.ts';
import type { ReadContext } from '../context.ts';
import { isDue } from './due.ts';
import { judgeGroup, judgeInstance } from '../rules/findings.ts';
import { type AwaitedGate, awaitedGatesOf, awaitsGate } from '../gate/gate-records.ts';
import { planHorizonMs } from './horizon.ts';
import { openIntentsOf } from '../intents/intents.ts';
import { withReasons } from '../rules/reasons.ts';
import { rootRecordsOf } from '../root/root-records.ts';
import type { Snapshot } from '../rules/rule.ts';
import { knownInstances } from '../lease/tenure.ts';

export interface InspectOptions {
  /** Id or name of the group. */
  esg: string;
  /** Only this instance; all of the group without it. */
  ssi?: string;
  /** The image that the instances are to run; default: the one that the group names. */
  target?: string;
  /** Milliseconds; an instance launched earlier is due whatever its image. */
  since?: number;
  /** Whether root volumes are to be given up where the group persists them; see `recycle`. */
  replaceRoot?: boolean;
  /** How long one recycle may take, in milliseconds: what Spot has scheduled meanwhile counts. Default: 30 minutes. */
  timeoutMs?: number;
}

/** One instance, judged. */
export interface InspectedInstance {
  stateful: StatefulInstance;
  /** null: Spot does not say enough to tell. */
  due: boolean | null;
  /** Its current address; null while it has none. */
  address: string | null;
  /** Whether it was recycled and no gate was passed since; see `passGate`. */
  awaitsGate: boolean;
  findings: Finding[];
}

/** One instance of the cluster, of whichever group, with what its own group's image and rules say of it. */
export interface ClusterMember extends Pick<InspectedInstance, 'stateful' | 'address' | 'findings'> {
  /** The id of its group. */
  esg: string;
}

export interface InspectedGroup {
  esg: string;
  name: string;
  account: string;
  cluster: string;
  target: string | null;
}

export type Inspection = InspectedGroup & InspectedInstance;
export type GroupInspection = InspectedGroup & { findings: Finding[]; instances: InspectedInstance[] };
export type ClusterInspection = GroupInspection & { members: ClusterMember[] };

/** What inspecting needs; the store for the recycles on record. */
interface InspectContext extends ReadContext {
  store: Store;
}

/** The addresses that the instances themselves do not show, for they are not persisted. */
async function addressesOf(
  { client, group }: Member,
  instances: readonly StatefulInstance[],
): Promise<Map<string, string>> {
  const isNeeded = instances.some(({ privateIp, instanceId }) => privateIp === null && instanceId !== null);
  const status = isNeeded ? await client.getGroupStatus(group.id) : [];
  return new Map(
    status.flatMap(({ instanceId, privateIp }) => (instanceId && privateIp ? [[instanceId, privateIp] as const] : [])),
  );
}

interface Looked {
  snapshot: Snapshot;
  gates: readonly AwaitedGate[];
}

async function judgeAll(
  member: Member,
  { snapshot, gates }: Looked,
  instances: readonly StatefulInstance[],
): Promise<InspectedInstance[]> {
  const addresses = await addressesOf(member, instances);
  return instances.map((stateful) => ({
    stateful,
    due: isDue(stateful, snapshot),
    address: stateful.privateIp ?? addresses.get(stateful.instanceId ?? '') ?? null,
    awaitsGate: awaitsGate(stateful, gates),
    findings: judgeInstance(stateful, snapshot),
  }));
}

async function look(
  { store, ...context }: InspectContext,
  { esg, target, since, timeoutMs, replaceRoot }: InspectOptions,
  leastHorizonMs?: number,
) {
  const cluster = await locateCluster(context, esg);
  const intents = await openIntentsOf(store, groupIdsOf(cluster));
  const roots = await rootRecordsOf(store, groupIdsOf(cluster));
  const known = await knownInstances(store, groupIdsOf(cluster));
  const gates = await awaitedGatesOf(store, groupIdsOf(cluster));
  const options = { target, since, intents, known, gates, replaceRoot, roots, timeoutMs, leastHorizonMs };
  const snapshot = await readSnapshot(cluster, options);
  const { group } = snapshot;
  const head: InspectedGroup = {
    esg: group.id,
    name: group.name,
    account: cluster.own.client.accountId,
    cluster: cluster.name,
    target: snapshot.target,
  };
  return { cluster, snapshot, gates, head };
}

/**
 * Reads one instance afresh: what it is, whether it is due, and what stands against recycling it now.
 *
 * @throws EsgError `group-unknown`, `group-ambiguous`, `instance-unknown`, exit code 2
 */
export async function inspectInstance(
  context: InspectContext,
  options: InspectOptions & { ssi: string },
): Promise<Inspection> {
  const { cluster, head, ...looked } = await look(context, options);
  const { snapshot } = looked;
  const groupFindings = judgeGroup(snapshot);
  const [instance] = await judgeAll(cluster.own, looked, [selectInstance(snapshot, options.ssi)]);
  if (!instance) throw new Error(`${options.ssi} was selected and not judged`);
  const findings = await withReasons(cluster, snapshot, instance.findings);
  return { ...head, ...instance, findings: [...groupFindings, ...findings] };
}

/** The same for every instance of the group; what concerns them all stands beside the list. */
export async function inspectGroup(context: InspectContext, options: InspectOptions): Promise<GroupInspection> {
  const { cluster, head, ...looked } = await look(context, options, planHorizonMs);
  return inspected(cluster.own, head, looked);
}

/** The same, with every instance of the cluster beside the group's own: what a gate looks at. */
export async function inspectMembers(context: InspectContext, options: InspectOptions): Promise<ClusterInspection> {
  const { cluster, head, ...looked } = await look(context, options, planHorizonMs);
  const own = await inspected(cluster.own, head, looked);
  const members = await Promise.all(
    cluster.members.map(async (member): Promise<ClusterMember[]> => {
      const esg = member.group.id;
      const instances =
        member === cluster.own
          ? own.instances
          : await judgeAll(
              member,
              { ...looked, snapshot: seenFrom(member, looked.snapshot) },
              instancesOf(looked, esg),
            );
      return instances.map(({ stateful, address, findings }) => ({ esg, stateful, address, findings }));
    }),
  );
  return { ...own, members: members.flat() };
}

async function inspected(own: Member, head: InspectedGroup, looked: Looked): Promise<GroupInspection> {
  const instances = await judgeAll(own, looked, ownInstances(looked.snapshot));
  return { ...head, findings: judgeGroup(looked.snapshot), instances };
}

const instancesOf = ({ snapshot }: Looked, esg: string): StatefulInstance[] =>
  snapshot.members.find(({ group }) => group.id === esg)?.instances ?? [];

/** The same reading with another group of the cluster in question. */
const seenFrom = ({ group }: Member, snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  group,
  target: imageOf(group),
  replaceRoot: undefined,
  rootJournal: undefined,
});
