import type { Finding } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { locateCluster } from '../cluster/cluster.ts';
import type { InspectContext } from '../context.ts';
import { withReasons } from '../rules/reasons.ts';
import { planHorizonMs } from './horizon.ts';
import { selectInstance } from './read-snapshot.ts';
import { type GroupView, viewCluster, type ViewOptions } from './view.ts';

export interface InspectOptions extends Pick<ViewOptions, 'since' | 'replaceRoot' | 'timeoutMs' | 'health'> {
  /** Id or name of the group. */
  esg: string;
  /** The image that the instances should run. Default: the image of the group. */
  target?: string;
}

/** One instance with its findings. */
export interface InspectedInstance {
  stateful: StatefulInstance;
  /** null: Spot does not report enough to determine it. */
  due: boolean | null;
  /** Its current address; null when it has none. */
  address: string | null;
  /** Whether it was recycled and the health check afterwards has not passed; see `passGate`. */
  awaitsGate: boolean;
  findings: Finding[];
}

/** One instance of any group of the cluster, evaluated with its own group's image and rules. */
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

const headOf = ({ esg, name, account, cluster, target }: GroupView): InspectedGroup => ({
  esg,
  name,
  account,
  cluster,
  target,
});

async function evaluate(context: InspectContext, { esg, target, ...options }: InspectOptions, leastHorizonMs?: number) {
  const cluster = await locateCluster(context, esg);
  const { id } = cluster.own.group;
  const targets = target === undefined ? undefined : { [id]: target };
  const view = await viewCluster(context, cluster, { ...options, targets, leastHorizonMs });
  const own = view.groups.find((group) => group.esg === id);
  if (!own) throw new Error(`${id} is not a member of its own cluster`);
  return { cluster, view, own };
}

const inspected = ({ stateful, due, address, awaitsGate, findings }: InspectedInstance): InspectedInstance => ({
  stateful,
  due,
  address,
  awaitsGate,
  findings,
});

/**
 * Reads one instance: its state, whether it is due, and what blocks a recycle now.
 *
 * @throws EsgError `group-unknown`, `group-ambiguous`, `instance-unknown`, exit code 2
 */
export async function inspectInstance(
  context: InspectContext,
  { ssi, ...options }: InspectOptions & { ssi: string },
): Promise<Inspection> {
  const { cluster, own } = await evaluate(context, options);
  const { id } = selectInstance(own.snapshot, ssi);
  const instance = own.instances.find(({ stateful }) => stateful.id === id);
  if (!instance) throw new Error(`${ssi} was selected, but not evaluated`);
  const findings = await withReasons(cluster, own.snapshot, instance.findings);
  return { ...headOf(own), ...inspected(instance), findings: [...own.findings, ...findings] };
}

/** The same for every instance of the group, and all instances of the cluster. */
export async function inspectMembers(context: InspectContext, options: InspectOptions): Promise<ClusterInspection> {
  const { own, view } = await evaluate(context, options, planHorizonMs);
  const members = view.groups.flatMap(({ esg, instances }) =>
    instances.map(({ stateful, address, findings }): ClusterMember => ({ esg, stateful, address, findings })),
  );
  return { ...headOf(own), findings: own.findings, instances: own.instances.map(inspected), members };
}
