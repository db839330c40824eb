import type { Finding } from '@esg-recycler/core';
import type { PlanCheck } from '@esg-recycler/instance-roller';
import { type GroupView, judgeGroup } from '@esg-recycler/spotinst-stateful';

/**
 * What the rules about groups find once the kind of check is known, and did not find before: a plan is read from Spot,
 * which does not know what runs on its instances, and only the variables of the hosts name the kind.
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
