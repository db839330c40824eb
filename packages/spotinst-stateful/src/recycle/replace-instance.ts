import { EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import { type LeaseToken, ownerOf } from '@esg-recycler/esg-store';
import type { Persistence, StatefulInstance } from '@esg-recycler/spotinst-client';
import { watchOtherMembers } from './other-members.ts';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import { concludeRecycle } from '../intents/conclude-recycle.ts';
import type { Context, WaitLimits } from '../context.ts';
import { applySuspensions } from '../suspensions/suspensions.ts';
import { type RecycleIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';
import { refuseWhileRemaining } from './recover.ts';
import type { RepeatedCheck } from './repeat-check.ts';
import { requestRecycle } from './request-recycle.ts';
import { failureError, type VerifiedRecycle, reportRecycle } from '../verification/report-recycle.ts';
import { type RecycleWatch, watchRecycle } from '../verification/watch-recycle.ts';
import { withFindings } from '../rules/with-findings.ts';

/** How often a request is sent whose response is lost and that turns out not to have been accepted. */
const maxRequests = 3;

export interface Replacement extends WaitLimits {
  /** As it was inspected. */
  instance: StatefulInstance;
  target: string;
  /** Milliseconds since 1970; an instance launched earlier is due, whatever its image. */
  since?: number;
  replaceRoot: boolean;
  /** What the group persists. */
  persistence: Persistence;
  lease: LeaseToken;
  /** The check of the cluster on which the request relies. */
  check?: RepeatedCheck;
}

export interface Replaced {
  verification: VerifiedRecycle;
  /** About other instances that left ACTIVE during the recycle. */
  otherMembers: Finding[];
}

/** After a request, the exit codes that promise "nothing was changed" are no longer true. */
const asFailedRecycle = (error: unknown): unknown => {
  if (!(error instanceof EsgError) || error.exitCode === ExitCode.stopped) return error;
  const { message, code, hint, findings } = error;
  return new EsgError(message, { code, exitCode: ExitCode.failed, hint, findings, cause: error });
};

/**
 * Requests the recycle of one instance, with Spot's own processes suspended, and waits for the result. Sends the request
 * again when its response was lost and the instance stayed unchanged for the settle time, after the check again.
 *
 * @throws EsgError what the guard or the check throws before a request; after a request exit code 1, or 130 `stopped`
 */
export async function replaceInstance(
  context: Context,
  cluster: Cluster,
  { instance, target, replaceRoot, persistence, lease, since, check, ...limits }: Replacement,
): Promise<Replaced> {
  const { id: ssi, instanceId, imageId } = instance;
  const esg = cluster.own.group.id;
  const groups = groupIdsOf(cluster);
  for (let requests = 1; ; requests += 1) {
    context.stopFile?.watch();
    const { hasWaited } = await applySuspensions(context, cluster, { lease, ssi, ...limits });
    await check?.renew(hasWaited || requests > 1);
    const requestedAt = new Date().toISOString();
    const request = { group: esg, groups, ssi, target, requestedAt, number: lease.number, replaceRoot };
    const intent = { ...launchOf(instance), ...request, sender: ownerOf() };
    const lost = await requestRecycle(context, cluster, { intent, since, lease, check, ...limits });
    context.emit('recycle_requested', { cluster: cluster.name, esg, ssi }, { instanceId, imageId, target });
    context.report(`${ssi} recycle requested${lost ? `, but the response was lost: ${lost.message}` : ''}`);

    const whenUnchanged = () => (lost === undefined ? undefined : ({ is: 'unchanged' } as const));
    const wait = { lease, whenUnchanged, persistence, justRead: instance, ...limits };
    const replaced = await awaitEnd(context, cluster, intent, wait).catch((error: unknown) => {
      throw asFailedRecycle(error);
    });
    if (replaced) return replaced;
    if (requests === maxRequests) throw lost;
    context.report(`${ssi} has not changed: Spot did not accept the request, sending it again`);
  }
}

/** @returns undefined when the request was not accepted */
async function awaitEnd(
  context: Context,
  cluster: Cluster,
  intent: RecycleIntent,
  {
    lease,
    ...wait
  }: WaitLimits & Pick<RecycleWatch, 'whenUnchanged' | 'persistence' | 'justRead'> & { lease: LeaseToken },
): Promise<Replaced | undefined> {
  const { name, own: member } = cluster;
  const otherMembers = watchOtherMembers(context, cluster, intent.ssi);
  const outcome = await watchRecycle(context, {
    ...wait,
    cluster: name,
    member,
    intent,
    onRead: otherMembers.evaluate,
  });
  const left = await concludeRecycle(context, cluster, { intent, outcome, lease, pollIntervalMs: wait.pollIntervalMs });
  const seen = await otherMembers.findings();
  if (outcome.is === 'failed') throw withFindings(await failureError(cluster, intent, outcome), [...left, ...seen]);
  refuseWhileRemaining(left);
  if (outcome.is === 'unchanged') return undefined;
  return { verification: reportRecycle(context, name, intent, outcome), otherMembers: seen };
}
