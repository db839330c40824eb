import { blocking, EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { rolledElsewhere } from '../marks/elsewhere.ts';
import { rules } from './index.ts';
import type { GroupRule, InstanceRule, RuleResult, ClusterSnapshot } from './rule.ts';

const asFindings = ({ code, severity, source }: GroupRule | InstanceRule, results: RuleResult[]): Finding[] =>
  results.map((result) => ({ code, source, ...result, severity: result.severity ?? severity }));

/** What blocks a recycle of any instance in the group, or deserves a warning. */
export const judgeGroup = (snapshot: ClusterSnapshot): Finding[] =>
  rules.group.flatMap((rule) => asFindings(rule, rule.judge(snapshot)));

/** The same for one instance, without the findings about its group. */
export const judgeInstance = (instance: StatefulInstance, snapshot: ClusterSnapshot): Finding[] =>
  rules.instance.flatMap((rule) => asFindings(rule, rule.judge(instance, snapshot)));

/** A run on another machine holds the cluster as the holder of a lease does. */
export const exitCodeOf = ({ code }: Finding): ExitCode =>
  code === rolledElsewhere ? ExitCode.leaseHeld : ExitCode.refused;

/** @throws EsgError exit code 3, or 4 for `rolled-elsewhere`; with the code of the first finding that blocks */
export function refuseIfBlocked(findings: readonly Finding[]): void {
  const [first, ...others] = blocking(findings);
  if (!first) return;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw new EsgError(`Refused: ${first.message}${more}`, {
    code: first.code,
    exitCode: exitCodeOf(first),
    hint: first.hint,
    findings: [...findings],
  });
}
