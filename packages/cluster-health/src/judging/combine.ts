import type { Judgement } from './judgement.ts';

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** A node leads where any check says so; where none does and one cannot tell, nobody can. */
const roleOf = (roles: readonly Judgement['role'][]): Judgement['role'] =>
  (['leader', 'unknown'] as const).find((role) => roles.includes(role)) ?? 'follower';

/**
 * What several checks of one cluster say of one node: it may go where each of them lets it, and lets those go first that
 * any of them puts first. Pure.
 */
export function combineJudgements(judgements: readonly Judgement[]): Judgement {
  const safe = judgements.every((judgement) => judgement.safe);
  return {
    safe,
    serving: judgements.every(({ serving }) => serving),
    role: roleOf(judgements.map(({ role }) => role)),
    yieldTo: distinct(judgements.flatMap(({ yieldTo }) => yieldTo)),
    unsatisfiable: distinct(judgements.flatMap(({ unsatisfiable }) => unsatisfiable)),
    outage: safe && judgements.some(({ outage }) => outage),
    findings: judgements.flatMap(({ findings }) => findings),
  };
}
