import type { Finding } from '@esg-recycler/core';
import { kindNames } from '@esg-recycler/instance-roller';
import type { GroupView } from '@esg-recycler/spotinst-stateful';
import type { PlannedInstance } from './plan.ts';

/** Only Spot, SSH and ports decide whether the next instance may be recycled. */
export const noClusterGate = 'no-cluster-gate';

export const unguarded = (cluster: string): Finding => ({
  code: noClusterGate,
  severity: 'warn',
  subject: cluster,
  message: `No health check is configured for ${cluster}: only Spot, SSH and ports are checked before the next instance`,
  hint: `Set "esg_recycle_health: KIND" in the group_vars of the group, next to your inventory. KIND is one of ${kindNames.join(', ')} (docs/health-checks/index.md). Without a health check, watch the cluster during the roll; Ctrl-C stops after the instance in progress.`,
  source: 'confluentinc/cp-ansible#1041',
});

type PlannedGroup = Pick<GroupView, 'esg' | 'findings' | 'instances'>;

export const otherNotActive = 'other-not-active';

/** The instances that are down. With nothing to recycle, they block nothing. */
const downFindings = (groups: readonly PlannedGroup[]): Finding[] =>
  groups.flatMap(({ esg, instances }) =>
    instances
      .filter(({ stateful }) => stateful.state !== 'ACTIVE')
      .map(({ stateful: { id, state }, findings }) => ({
        code: otherNotActive,
        severity: 'warn',
        subject: id,
        message: `${id} of ${esg} is ${state}: no instance needs a recycle, but the cluster is not complete`,
        hint: findings.find(({ code }) => code === 'not-active')?.hint,
      })),
  );

/**
 * The findings of a plan: those of its groups, and those of each instance that it recycles or cannot evaluate. A finding
 * that several instances share is listed once. A plan with nothing to do lists every instance that is down.
 */
export function planFindings(
  { groups }: { groups: readonly PlannedGroup[] },
  chosen: ReadonlySet<string>,
  planned: readonly Pick<PlannedInstance, 'ssi' | 'action'>[],
): Finding[] {
  const concerned = new Set(planned.filter(({ action }) => action !== 'leave').map(({ ssi }) => ssi));
  const chosenFindings = groups
    .filter(({ esg }) => chosen.has(esg))
    .flatMap(({ findings, instances }) => [
      ...findings,
      ...instances.filter(({ stateful }) => concerned.has(stateful.id)).flatMap((instance) => instance.findings),
    ]);
  const all = [...chosenFindings, ...(concerned.size === 0 ? downFindings(groups) : [])];
  return [...new Map(all.map((finding) => [`${finding.code} ${finding.subject}`, finding])).values()];
}

/** The findings of a plan and of the health checks. Where both report the same code for a subject, the later check counts. */
export const mergeFindings = (planned: readonly Finding[], checked: readonly Finding[]): Finding[] => [
  ...planned.filter(({ code, subject }) => !checked.some((one) => one.code === code && one.subject === subject)),
  ...checked,
];
