import type { Finding } from '@esg-recycler/core';
import type { LedgerOverride } from '@esg-recycler/esg-store';
import { noClusterGate } from './plan/plan-findings.ts';

/** The older software may not read the data of the newer one. */
export const downgradeRule = 'downgrade';

/** The image of a group is replaced although someone else has set it since. */
export const superseded = 'rollback-superseded';

/** What can be overridden only in a rollback. */
export const rollbackRules: readonly string[] = [downgradeRule, superseded, noClusterGate];

/** The finding, as a warning with the reason if the user overrides it. */
export function overridable(finding: Finding, overrides: readonly LedgerOverride[]): Finding {
  const reason = overrides.find(({ rule }) => rule === finding.code)?.reason;
  if (reason === undefined) return finding;
  const { hint: _hint, ...rest } = finding;
  return { ...rest, severity: 'warn', message: `${finding.message}. Overridden: ${reason}` };
}
