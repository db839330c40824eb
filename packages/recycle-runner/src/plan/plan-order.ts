import type { PlannedInstance } from './plan.ts';

/**
 * The order that the health checks predict: each instance after those that it defers to. Where all that are left defer
 * to each other, the order of the plan stays.
 *
 * @param yieldTo the instances that each instance defers to
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
