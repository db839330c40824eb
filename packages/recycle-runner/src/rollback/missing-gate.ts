import type { Finding } from '@esg-recycler/core';
import type { Ledger, LedgerOverride } from '@esg-recycler/esg-store';
import { overridable } from '../overridable.ts';
import { noClusterGate } from '../plan/plan-findings.ts';

/** The finding of a rollback without the health check of its run: most likely, the settings of that run are missing. */
export function missingGateFinding(
  cluster: string,
  { run, gate }: Pick<Ledger, 'run' | 'gate'>,
  overrides: readonly LedgerOverride[],
): Finding[] {
  if (gate === undefined) return [];
  const finding: Finding = {
    code: noClusterGate,
    severity: 'block',
    subject: cluster,
    message: `No health check is configured for ${cluster}, but run ${run} had one (${gate})`,
    hint: `Use the settings of that run: the same folder or --config, and the same arguments after --. To roll back without a health check: --override '${noClusterGate}=REASON'`,
  };
  return [overridable(finding, overrides)];
}
