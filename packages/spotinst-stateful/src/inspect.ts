import type { Finding } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, locateCluster, ownInstances, readSnapshot, selectInstance } from './cluster.ts';
import type { ReadContext } from './context.ts';
import { isDue } from './due.ts';
import { judgeGroup, judgeInstance } from './findings.ts';
import { planHorizonMs } from './horizon.ts';
import { openIntentsOf } from './intents.ts';
import { withReasons } from './reasons.ts';
import { rootRecordsOf } from './root-records.ts';
import type { Snapshot } from './rules/rule.ts';
import { knownInstances } from './tenure.ts';

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
  findings: Finding[];
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

/** What inspecting needs; the store for the recycles on record. */
interface InspectContext extends ReadContext {
  store: Store;
}

/** The addresses that the instances themselves do not show, for they are not persisted. */
async function addressesOf({ own }: Cluster, instances: readonly StatefulInstance[]): Promise<Map<string, string>> {
  const isNeeded = instances.some(({ privateIp, instanceId }) => privateIp === null && instanceId !== null);
  const status = isNeeded ? await own.client.getGroupStatus(own.group.id) : [];
  return new Map(
    status.flatMap(({ instanceId, privateIp }) => (instanceId && privateIp ? [[instanceId, privateIp] as const] : [])),
  );
}

async function judgeAll(
  cluster: Cluster,
  snapshot: Snapshot,
  instances: readonly StatefulInstance[],
): Promise<InspectedInstance[]> {
  const addresses = await addressesOf(cluster, instances);
  return instances.map((stateful) => ({
    stateful,
    due: isDue(stateful, snapshot),
    address: stateful.privateIp ?? addresses.get(stateful.instanceId ?? '') ?? null,
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
  const options = { target, since, intents, known, replaceRoot, roots, timeoutMs, leastHorizonMs };
  const snapshot = await readSnapshot(cluster, options);
  const { group } = snapshot;
  const head: InspectedGroup = {
    esg: group.id,
    name: group.name,
    account: cluster.own.client.accountId,
    cluster: cluster.name,
    target: snapshot.target,
  };
  return { cluster, snapshot, head };
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
  const { cluster, snapshot, head } = await look(context, options);
  const groupFindings = judgeGroup(snapshot);
  const [inspected] = await judgeAll(cluster, snapshot, [selectInstance(snapshot, options.ssi)]);
  if (!inspected) throw new Error(`${options.ssi} was selected and not judged`);
  const findings = await withReasons(cluster, snapshot, inspected.findings);
  return { ...head, ...inspected, findings: [...groupFindings, ...findings] };
}

/** The same for every instance of the group; what concerns them all stands beside the list. */
export async function inspectGroup(context: InspectContext, options: InspectOptions): Promise<GroupInspection> {
  const { cluster, snapshot, head } = await look(context, options, planHorizonMs);
  const instances = await judgeAll(cluster, snapshot, ownInstances(snapshot));
  return { ...head, findings: judgeGroup(snapshot), instances };
}
