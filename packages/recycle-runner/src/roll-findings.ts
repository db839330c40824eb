import type { Finding } from '@esg-recycler/core';
import { type GroupInspection, inspectGroup } from '@esg-recycler/spotinst-stateful';
import type { PlannedInstance } from './plan.ts';
import type { RollCluster } from './roll-cluster.ts';

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
  since: number | undefined,
): Promise<GroupInspection[]> {
  const inspections: GroupInspection[] = [];
  for (const { group } of chosen) inspections.push(await inspectGroup(context, { esg: group.id, since }));
  return inspections;
}
