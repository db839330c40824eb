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
import { refuseWhileLeft } from '../intents/recover.ts';
import { requestRecycle } from './request-recycle.ts';
import { failureError, type VerifiedRecycle, reportRecycle } from '../verification/report-recycle.ts';
import { type RecycleWatch, watchRecycle } from '../verification/watch-recycle.ts';
import { withFindings } from '../rules/with-findings.ts';

/** How often a request is sent of which the answer is lost, and which turns out not to have been accepted. */
const maxRequests = 3;

export interface Replacement extends WaitLimits {
  /** As it was inspected. */
  instance: StatefulInstance;
  target: string;
  /** Milliseconds; an instance launched earlier is due whatever its image. */
  since?: number;
  replaceRoot: boolean;
  /** What the group persists. */
  persistence: Persistence;
  lease: LeaseToken;
}

export interface Replaced {
  verification: VerifiedRecycle;
  /** About other instances that left ACTIVE meanwhile. */
  otherMembers: Finding[];
}

/** Once something was requested, the exit codes that promise that nothing was touched hold no longer. */
const asTouched = (error: unknown): unknown => {
  if (!(error instanceof EsgError) || error.exitCode === ExitCode.stopped) return error;
  const { message, code, hint, findings } = error;
  return new EsgError(message, { code, exitCode: ExitCode.failed, hint, findings, cause: error });
};

/**
 * Requests the recycle of one instance, under the fence, and waits for its end. Sends it again where the answer was
 * lost and the instance has read unchanged for the settle time.
 *
 * @throws EsgError what the guard throws before anything was requested; after that exit code 1, or 130 `stopped`
 */
export async function replaceInstance(
  context: Context,
  cluster: Cluster,
  { instance, target, replaceRoot, persistence, lease, since, ...limits }: Replacement,
): Promise<Replaced> {
  const { id: ssi, instanceId, imageId } = instance;
  const esg = cluster.own.group.id;
  const groups = groupIdsOf(cluster);
  for (let requests = 1; ; requests += 1) {
    await applySuspensions(context, cluster, { lease, timeoutMs: limits.timeoutMs });
    const requestedAt = new Date().toISOString();
    const request = { group: esg, groups, ssi, target, requestedAt, number: lease.number, replaceRoot };
    const intent = { ...launchOf(instance), ...request, sender: ownerOf() };
    const lost = await requestRecycle(context, cluster, { intent, since, lease, ...limits });
    context.emit('recycle_requested', { cluster: cluster.name, esg, ssi }, { instanceId, imageId, target });
    context.report(`${ssi} recycle requested${lost ? `, and the answer was lost: ${lost.message}` : ''}`);

    const whenUnchanged = () => (lost === undefined ? undefined : ({ is: 'unchanged' } as const));
    const wait = { lease, whenUnchanged, persistence, justRead: instance, ...limits };
    const replaced = await seeThrough(context, cluster, intent, wait).catch((error: unknown) => {
      throw asTouched(error);
    });
    if (replaced) return replaced;
    if (requests === maxRequests) throw lost;
    context.report(`${ssi} has not changed: the request was not accepted, sending it again`);
  }
}

/** @returns undefined when the request was not accepted */
async function seeThrough(
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
  refuseWhileLeft(left);
  if (outcome.is === 'unchanged') return undefined;
  return { verification: reportRecycle(context, name, intent, outcome), otherMembers: seen };
}
