import type { Finding } from '@esg-recycler/core';
import { kindNames } from '@esg-recycler/instance-roller';
import type { GroupView } from '@esg-recycler/spotinst-stateful';
import type { PlannedInstance } from './plan.ts';

/** Nothing but Spot, SSH and ports says that the next instance may go. */
export const noClusterGate = 'no-cluster-gate';

export const unguarded = (cluster: string): Finding => ({
  code: noClusterGate,
  severity: 'warn',
  subject: cluster,
  message: `No health check is configured for ${cluster}: before the next instance goes, only Spot, SSH and ports are checked`,
  hint: `Write "esg_recycle_health: KIND" into a file of group_vars for the group, beside your inventory; KIND is one of ${kindNames.join(', ')} (docs/gates.md). Without it, watch the cluster while it rolls; Ctrl-C finishes the instance in progress and leaves the rest alone.`,
  source: 'confluentinc/cp-ansible#1041',
});

/**
 * What speaks against a plan: what was found about the groups that are meant, and about each instance that the plan
 * touches or cannot judge. What several instances have in common is named once.
 */
export function planFindings(
  { groups }: { groups: readonly Pick<GroupView, 'esg' | 'findings' | 'instances'>[] },
  chosen: ReadonlySet<string>,
  planned: readonly Pick<PlannedInstance, 'ssi' | 'action'>[],
): Finding[] {
  const concerned = new Set(planned.filter(({ action }) => action !== 'leave').map(({ ssi }) => ssi));
  const all = groups
    .filter(({ esg }) => chosen.has(esg))
    .flatMap(({ findings, instances }) => [
      ...findings,
      ...instances.filter(({ stateful }) => concerned.has(stateful.id)).flatMap((instance) => instance.findings),
    ]);
  return [...new Map(all.map((finding) => [`${finding.code} ${finding.subject}`, finding])).values()];
}

/** The findings of a plan and those of a check after it, which knows more: what both say of a subject, the check says. */
export const mergeFindings = (planned: readonly Finding[], checked: readonly Finding[]): Finding[] => [
  ...planned.filter(({ code, subject }) => !checked.some((one) => one.code === code && one.subject === subject)),
  ...checked,
];
