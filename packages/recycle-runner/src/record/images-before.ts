import type { LedgerImages } from '@esg-recycler/esg-store';
import type { ClusterView } from '@esg-recycler/spotinst-stateful';
import type { PlannedInstance } from '../plan/plan.ts';

/** The images of each group and of its instances to recycle, before anything is changed. */
export function imagesBefore(
  { groups }: Pick<ClusterView, 'groups'>,
  planned: readonly PlannedInstance[],
): Record<string, LedgerImages> {
  const entries = groups.map(({ esg, image }): [string, LedgerImages] => {
    const due = planned.filter(({ group, action }) => group === esg && action === 'recycle');
    return [esg, { group: image, instances: [...new Set(due.flatMap((one) => one.image ?? []))].toSorted() }];
  });
  return Object.fromEntries(entries.filter(([esg]) => planned.some(({ group }) => group === esg)));
}
