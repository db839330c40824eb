import type { PlannedInstance } from './plan.ts';

/**
 * A plan in the order that a check of the cluster foretells: nobody before those that it lets go first. Where all that
 * are left let others go first, the order of the plan holds.
 *
 * @param yieldTo whom an instance lets go first
 */
export function inPlannedOrder(
  planned: readonly PlannedInstance[],
  yieldTo: ReadonlyMap<string, readonly string[]>,
): PlannedInstance[] {
  const left = planned.filter(({ action }) => action === 'recycle');
  const order: PlannedInstance[] = [];
  while (left.length > 0) {
    const waits = ({ ssi }: PlannedInstance) =>
      yieldTo.get(ssi)?.some((first) => left.some((one) => one.ssi === first));
    const next = left.findIndex((one) => !waits(one));
    order.push(...left.splice(Math.max(next, 0), 1));
  }
  return [...order, ...planned.filter(({ action }) => action !== 'recycle')];
}
