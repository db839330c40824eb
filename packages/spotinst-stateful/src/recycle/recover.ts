import { blocking, EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { type ResolvedImage, resolveImages } from '../image/resolve-images.ts';
import { restoreRootPersistence } from '../root/restore-root-persistence.ts';
import { rootRecordsOf } from '../records/root-records.ts';
import { refuseIfBlocked } from '../rules/findings.ts';
import { type ResolvedIntent, resolveIntents } from '../intents/resolve-intents.ts';
import { remainingSender, senderExists } from '../intents/sender.ts';

/** The result of recovering from interrupted runs. */
export interface Recovery {
  intents: ResolvedIntent[];
  /** The results of interrupted changes of images. */
  images: ResolvedImage[];
  /** What could not be restored. */
  left: Finding[];
}

/**
 * Finds out the result of every recycle and of every change of an image of the cluster that has none on record, then
 * restores root persistence. A group whose recycle may still be in progress is not changed.
 */
export async function recover(
  context: Context,
  cluster: Cluster,
  options: WaitLimits & { lease: LeaseToken },
): Promise<Recovery> {
  const intents = await resolveIntents(context, cluster, options);
  const { images, left: unsure } = await resolveImages(context, cluster, options);
  const left = [...intents.flatMap((resolved) => resolved.left), ...unsure];
  const isLeft = (group: string): boolean => left.some(({ subject }) => subject === group);
  for (const { group, ssi, data } of (await rootRecordsOf(context.store, groupIdsOf(cluster))).journals) {
    // Another process under the same lease may be about to request that recycle, which needs root persistence off.
    const sender = isLeft(group) ? undefined : await remainingSender(context, data.sender, options);
    if (sender) left.push(senderExists(sender, group, `a recycle of ${ssi} that replaces its root volume`));
  }
  const groups = groupIdsOf(cluster).filter((group) => !isLeft(group));
  return {
    intents,
    images,
    left: [...left, ...(await restoreRootPersistence(context, cluster, { ...options, groups }))],
  };
}

/** @throws EsgError exit code 1, with the code of the first finding that blocks */
export function refuseWhileRemaining(findings: readonly Finding[]): void {
  const [first] = blocking(findings);
  if (!first) return;
  const { code, message, hint } = first;
  throw new EsgError(message, { code, exitCode: ExitCode.failed, hint, findings: [...findings] });
}

const isSending = ({ code }: { code: string }): boolean => code === 'sender-exists';

/** @throws EsgError exit code 3 `sender-exists`; 1, with the code of the first other finding that blocks */
export function refuseUnlessRecovered({ intents, left }: Recovery): void {
  const sending = intents.flatMap(({ intent: { ssi: subject }, outcome }): Finding[] => {
    if (outcome.is !== 'failed' || !isSending(outcome)) return [];
    const { code, message, hint } = outcome;
    return [{ code, severity: 'block', subject, message, hint }];
  });
  refuseIfBlocked([...sending, ...left.filter(isSending)]);
  refuseWhileRemaining(left);
}
