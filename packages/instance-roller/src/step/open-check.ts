import { EsgError, ExitCode } from '@esg-recycler/core';
import { type ClusterCheck, openClusterCheck, readOverride } from '@esg-recycler/cluster-health';
import { rolledElsewhere } from '@esg-recycler/spotinst-stateful';
import { hostUnreachable } from '../decide/decide.ts';
import type { RollSettings } from '../settings/variables.ts';

/** What can be overridden besides the rules of the health check. */
const otherNames: readonly string[] = [hostUnreachable, rolledElsewhere];

/**
 * Opens the configured health check; undefined when there is none.
 *
 * @throws EsgError exit code 2: `options-invalid`, `override-invalid`; `override-unused` when no rule has this name
 */
export async function openCheck({ checks, overrides }: RollSettings): Promise<ClusterCheck | undefined> {
  if (checks.length > 0) return openClusterCheck({ checks, overrides, otherNames });
  const unused = overriddenNames({ overrides }).find((name) => !otherNames.includes(name));
  if (unused === undefined) return undefined;
  throw new EsgError(`--override ${unused}: this cluster has no health check, so there is no rule to override`, {
    code: 'override-unused',
    exitCode: ExitCode.usage,
    hint: 'Remove the override, or set esg_recycle_health for the hosts of the cluster.',
  });
}

/** The kinds of a health check, for people and events; undefined when there is none. */
export const kindOf = (check?: ClusterCheck): string | undefined => check?.kinds.join(', ');

/** Why a mark of another machine may be taken over; undefined when it may not. */
export const takeOverReason = ({ overrides }: Pick<RollSettings, 'overrides'>): string | undefined =>
  overrides.map(readOverride).find(({ rule }) => rule === rolledElsewhere)?.reason;

/** The names of all overridden rules, including those of the health check. */
export const overriddenNames = ({ overrides }: Pick<RollSettings, 'overrides'>): string[] =>
  overrides.map((one) => readOverride(one).rule);
