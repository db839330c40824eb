import type { Finding } from '@esg-recycler/core';
import { type GroupInspection, inspectGroup, type InspectOptions } from '@esg-recycler/spotinst-stateful';
import type { PlannedInstance } from './plan.ts';
import type { RollCluster } from './roll-cluster.ts';

/** Nothing but Spot, SSH and ports says that the next instance may go. */
export const noClusterGate = 'no-cluster-gate';

export const unguarded = (cluster: string): Finding => ({
  code: noClusterGate,
  severity: 'warn',
  subject: cluster,
  message: `nothing asks ${cluster} itself whether it is whole before the next instance goes: only Spot, SSH and ports are looked at`,
  hint: 'Watch it yourself while it rolls. Ctrl-C finishes the instance in progress and leaves the rest alone.',
  source: 'confluentinc/cp-ansible#1041',
});

/**
 * What speaks against a plan: what was found about its groups, and about each instance that it touches or cannot
 * judge. What several instances have in common is named once.
 */
export function findingsOf(inspections: readonly GroupInspection[], planned: readonly PlannedInstance[]): Finding[] {
  const concerned = new Set(planned.filter(({ action }) => action !== 'leave').map(({ ssi }) => ssi));
  const all = inspections.flatMap(({ findings, instances }) => [
    ...findings,
    ...instances.filter(({ stateful }) => concerned.has(stateful.id)).flatMap((instance) => instance.findings),
  ]);
  return [...new Map(all.map((finding) => [`${finding.code} ${finding.subject}`, finding])).values()];
}

/** Inspects the chosen groups one after the other. */
export async function inspectCluster(
  context: Parameters<typeof inspectGroup>[0],
  { chosen }: RollCluster,
  options: Pick<InspectOptions, 'since' | 'replaceRoot' | 'timeoutMs'>,
): Promise<GroupInspection[]> {
  const inspections: GroupInspection[] = [];
  for (const { group } of chosen) inspections.push(await inspectGroup(context, { esg: group.id, ...options }));
  return inspections;
}
