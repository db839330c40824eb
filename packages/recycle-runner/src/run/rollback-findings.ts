import type { Finding } from '@esg-recycler/core';
import type { GateView } from '../check/gate-view.ts';
import type { RollOptions } from '../cluster/options.ts';
import type { PlanReading } from '../cluster/read-plan.ts';
import { downgradeFinding } from '../rollback/downgrade.ts';

/** The findings of a rollback that depend on the health checks. */
export function rollbackFindings(
  { planned, view }: Pick<PlanReading, 'planned' | 'view'>,
  { kind }: Pick<GateView, 'kind'>,
  { rollback, overrides }: Pick<RollOptions, 'rollback' | 'overrides'>,
): Finding[] {
  const due = planned.filter(({ action }) => action === 'recycle');
  if (rollback === undefined || due.length === 0) return [];
  const images = due.flatMap(({ target }) => target ?? []);
  return [downgradeFinding(view.cluster, kind?.split(', ') ?? [], images, overrides)];
}
