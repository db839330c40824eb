import type { HealthQuestion } from '../kind/question.ts';
import type { Judgement, KindJudgement } from './judgement.ts';
import { sectionOf } from './section-of.ts';
import { combineRanks, whoGoesFirst } from './who-goes-first.ts';

/** The result of all kinds of a health check for one node. */
export interface ClusterJudgement extends Judgement {
  /** The kinds with an accepted outage while the node is out. */
  outageKinds: string[];
}

/** The leader by any kind; else unknown if any kind cannot determine it. */
const roleOf = (roles: readonly Judgement['role'][]): Judgement['role'] =>
  (['leader', 'unknown'] as const).find((role) => roles.includes(role)) ?? 'follower';

/**
 * Combines the results of several kinds for one node. The node may leave if no rule of any kind fails, in one common
 * order. It is serving if any kind finds it serving. Pure.
 *
 * @param judgements by the name of the kind
 */
export function combineJudgements(
  judgements: readonly (readonly [kind: string, judgement: KindJudgement])[],
  question: HealthQuestion,
): ClusterJudgement {
  const all = judgements.map(([, judgement]) => judgement);
  const findings = judgements.flatMap(([kind, judgement]) =>
    judgement.findings.map((finding) => ({ ...finding, runbook: sectionOf(kind, finding.code) })),
  );
  const yieldTo = whoGoesFirst(combineRanks(all.map(({ ranks }) => ranks)), question);
  const numbers = all.flatMap((judgement) => judgement.numbers ?? []);
  const safe = yieldTo.length === 0 && !findings.some(({ severity }) => severity === 'block');
  return {
    safe,
    serving: all.some(({ serving }) => serving),
    role: roleOf(all.map(({ role }) => role)),
    yieldTo,
    unsatisfiable: [...new Set(all.flatMap(({ unsatisfiable }) => unsatisfiable))],
    outage: safe && all.some(({ outage }) => outage),
    findings,
    ...(numbers.length > 0 && { numbers }),
    outageKinds: safe ? judgements.flatMap(([kind, { outage }]) => (outage ? [kind] : [])) : [],
  };
}
