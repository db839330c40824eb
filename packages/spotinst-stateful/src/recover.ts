import { blocking, EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { type Cluster, groupIdsOf } from './cluster.ts';
import type { Context, Patience } from './context.ts';
import { putRootsBack } from './put-root-back.ts';
import { type ResolvedIntent, resolveIntents } from './resolve-intents.ts';

/** What became of what earlier processes left behind. */
export interface Recovery {
  intents: ResolvedIntent[];
  /** What could not be put back. */
  left: Finding[];
}

/**
 * Looks for the end of every recycle of the cluster that is on record without one, and then puts back what was changed
 * for them. Where a recycle may still be under way, its group stays as it is.
 */
export async function recover(
  context: Context,
  cluster: Cluster,
  options: Patience & { lease: LeaseToken },
): Promise<Recovery> {
  const intents = await resolveIntents(context, cluster, options);
  const left = intents.flatMap((resolved) => resolved.left);
  const groups = groupIdsOf(cluster).filter((group) => !left.some(({ subject }) => subject === group));
  return { intents, left: [...left, ...(await putRootsBack(context, cluster, { ...options, groups }))] };
}

/** @throws EsgError exit code 1, by the code of the first finding that blocks */
export function refuseWhileLeft(findings: readonly Finding[]): void {
  const [first] = blocking(findings);
  if (!first) return;
  const { code, message, hint } = first;
  throw new EsgError(message, { code, exitCode: ExitCode.failed, hint, findings: [...findings] });
}
