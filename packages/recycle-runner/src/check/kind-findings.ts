import type { Finding } from '@esg-recycler/core';
import type { PlanCheck } from '@esg-recycler/instance-roller';
import { type GroupView, judgeGroup } from '@esg-recycler/spotinst-stateful';

/**
 * The new findings of the group rules once the kind of health check is known. A plan is read from Spot, which does not
 * know what runs on the instances; only the variables of the hosts name the kind.
 *
 * @param checks by the id of the stateful instance
 */
export function findingsOfKind(
  groups: readonly Pick<GroupView, 'findings' | 'instances' | 'snapshot'>[],
  checks: ReadonlyMap<string, PlanCheck>,
): Finding[] {
  return groups.flatMap(({ findings, instances, snapshot }) => {
    const kinds = new Set(instances.flatMap(({ stateful }) => checks.get(stateful.id)?.health?.kinds ?? []));
    const isKnown = ({ code, subject, severity }: Finding): boolean =>
      findings.some((known) => known.code === code && known.subject === subject && known.severity === severity);
    return judgeGroup({ ...snapshot, health: [...kinds] }).filter((finding) => !isKnown(finding));
  });
}
