import { EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import { type LeaseToken, ownerOf } from '@esg-recycler/esg-store';
import type { Persistence, StatefulInstance } from '@esg-recycler/spotinst-client';
import { watchBystanders } from './bystanders.ts';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import { concludeRecycle } from '../intents/conclude-recycle.ts';
import type { Context, Patience } from '../context.ts';
import { raiseFence } from '../fence/fence.ts';
import { type RecycleIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';
import { refuseWhileLeft } from '../intents/recover.ts';
import { requestRecycle } from './request-recycle.ts';
import { failureError, type RecycleProof, tellProof } from '../proof/tell-recycle.ts';
import { type RecycleWatch, watchRecycle } from '../proof/watch-recycle.ts';
import { withFindings } from '../rules/with-findings.ts';

/** How often a request is sent of which the answer is lost, and which turns out not to have been accepted. */
const maxRequests = 3;

export interface Replacement extends Patience {
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
  proof: RecycleProof;
  /** About other instances that left ACTIVE meanwhile. */
  bystanders: Finding[];
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
  { instance, target, replaceRoot, persistence, lease, since, ...patience }: Replacement,
): Promise<Replaced> {
  const { id: ssi, instanceId, imageId } = instance;
  const esg = cluster.own.group.id;
  const groups = groupIdsOf(cluster);
  for (let requests = 1; ; requests += 1) {
    await raiseFence(context, cluster, { lease, timeoutMs: patience.timeoutMs });
    const requestedAt = new Date().toISOString();
    const request = { group: esg, groups, ssi, target, requestedAt, number: lease.number, replaceRoot };
    const intent = { ...launchOf(instance), ...request, sender: ownerOf() };
    const lost = await requestRecycle(context, cluster, { intent, since, lease, ...patience });
    context.emit('recycle_requested', { cluster: cluster.name, esg, ssi }, { instanceId, imageId, target });
    context.report(`${ssi} recycle requested${lost ? `, and the answer was lost: ${lost.message}` : ''}`);

    const whenUnchanged = () => (lost === undefined ? undefined : ({ is: 'unchanged' } as const));
    const wait = { lease, whenUnchanged, persistence, justRead: instance, ...patience };
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
  }: Patience & Pick<RecycleWatch, 'whenUnchanged' | 'persistence' | 'justRead'> & { lease: LeaseToken },
): Promise<Replaced | undefined> {
  const { name, own: member } = cluster;
  const bystanders = watchBystanders(context, cluster, intent.ssi);
  const outcome = await watchRecycle(context, { ...wait, cluster: name, member, intent, onRead: bystanders.look });
  const left = await concludeRecycle(context, cluster, { intent, outcome, lease, pollIntervalMs: wait.pollIntervalMs });
  const seen = await bystanders.findings();
  if (outcome.is === 'failed') throw withFindings(await failureError(cluster, intent, outcome), [...left, ...seen]);
  refuseWhileLeft(left);
  if (outcome.is === 'unchanged') return undefined;
  return { proof: tellProof(context, name, intent, outcome), bystanders: seen };
}
