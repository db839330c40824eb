import { blocking, EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { putRootsBack } from '../root/put-root-back.ts';
import { rootRecordsOf } from '../records/root-records.ts';
import { refuseIfBlocked } from '../rules/findings.ts';
import { type ResolvedIntent, resolveIntents } from './resolve-intents.ts';
import { remainingSender, senderExists } from './sender.ts';

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
  options: WaitLimits & { lease: LeaseToken },
): Promise<Recovery> {
  const intents = await resolveIntents(context, cluster, options);
  const left = intents.flatMap((resolved) => resolved.left);
  const isLeft = (group: string): boolean => left.some(({ subject }) => subject === group);
  for (const { group, ssi, data } of (await rootRecordsOf(context.store, groupIdsOf(cluster))).journals) {
    // Under one lease it may be about to request that very recycle, which needs them given up.
    const sender = isLeft(group) ? undefined : await remainingSender(context, data.sender, options);
    if (sender) left.push(senderExists(sender, group, `a recycle of ${ssi} that gives up its root volume`));
  }
  const groups = groupIdsOf(cluster).filter((group) => !isLeft(group));
  return { intents, left: [...left, ...(await putRootsBack(context, cluster, { ...options, groups }))] };
}

/** @throws EsgError exit code 1, by the code of the first finding that blocks */
export function refuseWhileLeft(findings: readonly Finding[]): void {
  const [first] = blocking(findings);
  if (!first) return;
  const { code, message, hint } = first;
  throw new EsgError(message, { code, exitCode: ExitCode.failed, hint, findings: [...findings] });
}

const isSending = ({ code }: { code: string }): boolean => code === 'sender-exists';

/** @throws EsgError exit code 3 `sender-exists`; 1, by the code of the first other finding that blocks */
export function refuseUnlessRecovered({ intents, left }: Recovery): void {
  const sending = intents.flatMap(({ intent: { ssi: subject }, outcome }): Finding[] => {
    if (outcome.is !== 'failed' || !isSending(outcome)) return [];
    const { code, message, hint } = outcome;
    return [{ code, severity: 'block', subject, message, hint }];
  });
  refuseIfBlocked([...sending, ...left.filter(isSending)]);
  refuseWhileLeft(left);
}
