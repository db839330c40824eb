import type { HealthQuestion } from '../kind/question.ts';
import type { Judgement, KindJudgement } from './judgement.ts';
import { combineRanks, whoGoesFirst } from './who-goes-first.ts';

/** What all checks of a cluster say of one node. */
export interface ClusterJudgement extends Judgement {
  /** The kinds for which it was accepted that the cluster does not serve while the node is away. */
  outageKinds: string[];
}

/** A node leads where any check says so; where none does and one cannot tell, nobody can. */
const roleOf = (roles: readonly Judgement['role'][]): Judgement['role'] =>
  (['leader', 'unknown'] as const).find((role) => roles.includes(role)) ?? 'follower';

/**
 * What several checks of one cluster say of one node: it may go where no rule of any of them stands against it, in one
 * order for all of them. It serves as long as any finds it serving: only what serves by none counts as down. Pure.
 *
 * @param judgements by the name of the kind
 */
export function combineJudgements(
  judgements: readonly (readonly [kind: string, judgement: KindJudgement])[],
  question: HealthQuestion,
): ClusterJudgement {
  const all = judgements.map(([, judgement]) => judgement);
  const findings = judgements.flatMap(([kind, judgement]) =>
    judgement.findings.map((finding) => ({ ...finding, runbook: `docs/health-checks/${kind}.md#${finding.code}` })),
  );
  const yieldTo = whoGoesFirst(combineRanks(all.map(({ ranks }) => ranks)), question);
  const safe = yieldTo.length === 0 && !findings.some(({ severity }) => severity === 'block');
  return {
    safe,
    serving: all.some(({ serving }) => serving),
    role: roleOf(all.map(({ role }) => role)),
    yieldTo,
    unsatisfiable: [...new Set(all.flatMap(({ unsatisfiable }) => unsatisfiable))],
    outage: safe && all.some(({ outage }) => outage),
    findings,
    outageKinds: safe ? judgements.flatMap(([kind, { outage }]) => (outage ? [kind] : [])) : [],
  };
}
