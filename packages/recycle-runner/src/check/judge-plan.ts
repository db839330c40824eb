import { blocking, type Finding } from '@esg-recycler/core';
import { connectionFinding, decide, type Decision, type Facts, type PlanCheck } from '@esg-recycler/instance-roller';
import type { ClusterView } from '@esg-recycler/spotinst-stateful';
import type { Plan, PlannedInstance } from '../plan/plan.ts';
import type { GateCheck, GateView } from './gate-view.ts';
import { findingsOfKind } from './kind-findings.ts';

/** One instance with its check and its decision. */
interface Checked {
  facts: Facts;
  check: PlanCheck;
  decision: Decision;
}

/** All findings that block the instance, or only those that waiting cannot fix. */
function blockedBy({ facts: { ssi }, check, decision }: Checked, isFirst: boolean): Finding[] {
  if (decision.decision !== 'refuse') return [];
  const { unsatisfiable = [] } = check.health?.judgement ?? {};
  const rules = blocking(decision.findings).filter(({ code }) => isFirst || unsatisfiable.includes(code));
  if (rules.length > 0 || !isFirst) return rules;
  return [{ code: decision.code, severity: 'block', subject: ssi, message: decision.reason, hint: decision.hint }];
}

/** The warnings of the health check. The plan has the findings from Spot already. */
function warningsOf({ check, decision }: Checked): Finding[] {
  if (decision.decision === 'refuse') return [];
  const { findings = [] } = check.health?.judgement ?? {};
  return decision.findings.filter(
    ({ severity, code }) => severity === 'warn' && findings.some((own) => own.code === code),
  );
}

/** The findings of the checks, in the order of the plan. */
function findingsOf(checked: readonly Checked[]): Finding[] {
  const findings: Finding[] = [];
  let isFirst = true;
  for (const one of checked) {
    // A host that cannot be reached would end the roll in the middle, so it counts for every instance.
    const connection = connectionFinding(one.facts);
    findings.push(...blockedBy(one, isFirst), ...(connection ? [connection] : []), ...warningsOf(one));
    if (one.decision.decision !== 'defer') isFirst = false;
  }
  return findings;
}

/** Lists a finding once that several instances share. */
const distinct = (findings: readonly Finding[]): Finding[] => [
  ...new Map(
    findings.map((finding) => [JSON.stringify([finding.code, finding.subject, finding.message]), finding]),
  ).values(),
];

const codesOf = ({ findings }: Decision): string[] => [...new Set(blocking(findings).map(({ code }) => code))];

function checkOf(kind: string, due: number, checked: readonly Checked[]): GateCheck {
  const decided = (...decisions: Decision['decision'][]): Checked[] =>
    checked.filter(({ decision }) => decisions.includes(decision.decision));
  return {
    kind,
    due,
    open: decided('recycle', 'verify').map(({ facts }) => facts.ssi),
    failing: decided('refuse').map(({ facts, decision }) => ({ ssi: facts.ssi, rules: codesOf(decision) })),
    deferred: decided('defer').map(({ facts, check, decision }) => ({
      ssi: facts.ssi,
      leads: check.health?.judgement.role === 'leader',
      yieldTo: decision.yieldTo,
    })),
  };
}

/**
 * Decides about every instance of a plan by its check. The health check of the first instance that defers to no other
 * must pass now. For the later ones only rules count that can never pass: they are checked again in their turn.
 *
 * @param due the instances to recycle, in their order
 * @param checks by the id of the stateful instance
 * @param overridden the names of overridden rules
 */
export function judgePlan(
  due: readonly PlannedInstance[],
  { facts, view }: Pick<Plan, 'facts'> & { view: Pick<ClusterView, 'groups'> },
  checks: ReadonlyMap<string, PlanCheck>,
  overridden: readonly string[],
): GateView {
  const checked = due.flatMap(({ ssi }): Checked[] => {
    const [known, check] = [facts.get(ssi), checks.get(ssi)];
    if (!known || !check) return [];
    const { connection, closedPorts, health } = check;
    const reported: Facts = { ...known, overridden, connection, check: { closedPorts, health } };
    const decision = decide(reported);
    return decision ? [{ facts: reported, check, decision }] : [];
  });
  const kind = checked.find(({ check }) => check.health)?.check.health?.kinds.join(', ');
  const deferred = checked.filter(({ decision }) => decision.decision === 'defer');
  return {
    kind,
    findings: distinct([...findingsOfKind(view.groups, checks), ...findingsOf(checked)]),
    yieldTo: new Map(deferred.map((one) => [one.facts.ssi, one.decision.yieldTo])),
    ...(kind !== undefined && { evaluate: checkOf(kind, due.length, checked) }),
  };
}
