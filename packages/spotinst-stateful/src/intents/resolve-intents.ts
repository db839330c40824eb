import type { Finding } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { persistenceOf } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import { concludeRecycle } from './conclude-recycle.ts';
import type { Context, WaitLimits } from '../context.ts';
import { openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { judgeUnsent } from './sender.ts';
import { settleTime } from '../watch/settle.ts';
import { type RecycleOutcome, watchRecycle } from '../verification/watch-recycle.ts';

/** The result of a recycle that an earlier process requested. */
export interface ResolvedIntent {
  intent: RecycleIntent;
  outcome: RecycleOutcome;
  /** What could not be restored. */
  left: Finding[];
}

/**
 * Finds out the result of every recycle of the cluster that has none on record, and waits for it up to the timeout. A
 * recycle that is over is closed. An instance that stays PAUSED or in ERROR keeps its intent: once it was resumed, the
 * next run verifies its recycle.
 */
export async function resolveIntents(
  context: Context,
  cluster: Cluster,
  { lease, pollIntervalMs, timeoutMs }: WaitLimits & { lease: LeaseToken },
): Promise<ResolvedIntent[]> {
  const resolved: ResolvedIntent[] = [];
  for (const intent of await openIntentsOf(context.store, groupIdsOf(cluster))) {
    const member = cluster.members.find(({ group }) => group.id === intent.group);
    if (!member) continue;
    context.report(`${intent.ssi}: a recycle was requested at ${intent.requestedAt}, waiting for its result`);
    const settleMs = settleTime(pollIntervalMs, context);
    const whenUnchanged =
      intent.acceptedAt === undefined
        ? judgeUnsent(context, intent, settleMs)
        : judgeNotStarted(context, Date.parse(intent.acceptedAt) + timeoutMs, settleMs);
    const limits = { pollIntervalMs, timeoutMs };
    const persistence = persistenceOf(await member.client.getGroup(intent.group, { signal: context.signal }));
    const watch = { cluster: cluster.name, member, intent, persistence, whenUnchanged, isLate: true, ...limits };
    const outcome = await watchRecycle(context, watch);
    const left = await concludeRecycle(context, cluster, { intent, outcome, lease, pollIntervalMs });
    resolved.push({ intent, outcome, left });
  }
  return resolved;
}

/**
 * Decides about an instance that stays unchanged although Spot accepted its recycle: the recycle never started. This
 * needs its timeout to be over by the wall clock and, because that clock may have been set, a settle time here too.
 */
function judgeNotStarted(
  { clock }: Pick<Context, 'clock'>,
  deadline: number,
  settleMs: number,
): () => RecycleOutcome | undefined {
  const startedAt = clock.now();
  return () => (Date.now() >= deadline && clock.now() - startedAt >= settleMs ? { is: 'unchanged' } : undefined);
}
