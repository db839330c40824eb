import { EsgError, ExitCode } from '@esg-recycler/core';
import { type ClusterCheck, openClusterCheck, readOverride } from '@esg-recycler/cluster-health';
import { hostUnreachable } from '../decide/decide.ts';
import type { RollSettings } from '../settings/variables.ts';

/**
 * Opens the check that the variables name; undefined where they name none.
 *
 * @throws EsgError exit code 2: `options-invalid`, `override-invalid`; `override-unused` where nothing has such a rule
 */
export async function openCheck({ checks, overrides }: RollSettings): Promise<ClusterCheck | undefined> {
  if (checks.length > 0) return openClusterCheck({ checks, overrides, otherNames: [hostUnreachable] });
  const idle = overriddenNames({ overrides }).find((name) => name !== hostUnreachable);
  if (idle === undefined) return undefined;
  throw new EsgError(`--override ${idle}: no gate asks this cluster, so there is no rule to speak for`, {
    code: 'override-unused',
    exitCode: ExitCode.usage,
    hint: 'Leave it out, or set esg_recycle_health for the hosts of the cluster.',
  });
}

/** The kinds of a check, for people and events; undefined where nothing is asked. */
export const kindOf = (check?: ClusterCheck): string | undefined => check?.kinds.join(', ');

/** The names of the rules that are overridden, those of the check among them. */
export const overriddenNames = ({ overrides }: Pick<RollSettings, 'overrides'>): string[] =>
  overrides.map((one) => readOverride(one).rule);
