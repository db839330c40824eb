import { blocking, EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { rules } from './index.ts';
import type { GroupRule, InstanceRule, Sight, ClusterSnapshot } from './rule.ts';

const asFindings = ({ code, severity, source }: GroupRule | InstanceRule, sights: Sight[]): Finding[] =>
  sights.map((sight) => ({ code, source, ...sight, severity: sight.severity ?? severity }));

/** What stands against recycling anything in the group. */
export const judgeGroup = (snapshot: ClusterSnapshot): Finding[] =>
  rules.group.flatMap((rule) => asFindings(rule, rule.judge(snapshot)));

/** What stands against recycling this instance now, the group's part left out. */
export const judgeInstance = (instance: StatefulInstance, snapshot: ClusterSnapshot): Finding[] =>
  rules.instance.flatMap((rule) => asFindings(rule, rule.judge(instance, snapshot)));

/** @throws EsgError exit code 3, named after the first finding that blocks */
export function refuseIfBlocked(findings: readonly Finding[]): void {
  const [first, ...others] = blocking(findings);
  if (!first) return;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw new EsgError(`Refused: ${first.message}${more}`, {
    code: first.code,
    exitCode: ExitCode.refused,
    hint: first.hint,
    findings: [...findings],
  });
}
