import type { Finding } from '@esg-recycler/core';
import type { GateView } from '../check/gate-view.ts';
import type { RollOptions } from '../cluster/options.ts';
import type { PlanReading } from '../cluster/read-plan.ts';
import { noClusterGate } from '../plan/plan-findings.ts';
import { downgradeFinding } from '../rollback/downgrade.ts';
import { missingGateFinding } from '../rollback/missing-gate.ts';

/** The findings of a rollback that depend on the health checks. */
export function rollbackFindings(
  { planned, view, rolledBack }: Pick<PlanReading, 'planned' | 'view' | 'rolledBack'>,
  { kind, findings }: Pick<GateView, 'kind' | 'findings'>,
  { overrides }: Pick<RollOptions, 'overrides'>,
): Finding[] {
  const due = planned.filter(({ action }) => action === 'recycle');
  if (rolledBack === undefined || due.length === 0) return [];
  const images = due.flatMap(({ target }) => target ?? []);
  const isUnguarded = findings.some(({ code }) => code === noClusterGate);
  return [
    ...(isUnguarded ? missingGateFinding(view.cluster, rolledBack, overrides) : []),
    downgradeFinding(view.cluster, kind?.split(', ') ?? [], images, overrides),
  ];
}
