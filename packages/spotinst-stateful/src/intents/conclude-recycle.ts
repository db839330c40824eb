import { commandOf, type Finding } from '@esg-recycler/core';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { recordAwaitedGate } from '../records/gate-records.ts';
import { closeIntent, type RecycleIntent } from '../records/intents.ts';
import { type RestoreRootOptions, restoreRootPersistence } from '../root/restore-root-persistence.ts';
import { keepReplacement } from '../records/root-records.ts';
import { recordInstance } from '../lease/lease-session.ts';
import { isOver, mayBeUnderWay, type RecycleOutcome } from '../verification/watch-recycle.ts';

/**
 * Records the result of a recycle. One that replaced the instance, verified or not, also needs a health check, which is
 * recorded too. Root persistence is restored first: the intent stays open while anything remains to be restored, so the
 * next run sees it.
 *
 * @returns what could not be restored
 */
export async function concludeRecycle(
  context: Context,
  cluster: Cluster,
  {
    intent,
    outcome,
    ...options
  }: Omit<RestoreRootOptions, 'groups'> & { intent: RecycleIntent; outcome: RecycleOutcome },
): Promise<Finding[]> {
  const { store } = context;
  const { lease } = options;
  const { group, ssi, replaceRoot } = intent;
  const after = afterOf(outcome);
  if (after) await recordInstance(store, group, after, lease);
  if (replaceRoot && mayBeUnderWay(outcome)) return [rootStillOff(group, ssi)];
  if (replaceRoot && outcome.is === 'verified') await keepReplacement(store, intent, outcome.after);
  if (after && after.instanceId !== intent.instanceId) await recordAwaitedGate(store, intent, after);
  const left = replaceRoot ? await restoreRootPersistence(context, cluster, { ...options, groups: [group] }) : [];
  if (isOver(outcome) && left.length === 0) await closeIntent(store, intent);
  return left;
}

/** The instance after its recycle; undefined while the recycle is not over. */
const afterOf = (outcome: RecycleOutcome) => ('after' in outcome && isOver(outcome) ? outcome.after : undefined);

const rootStillOff = (group: string, ssi: string): Finding => ({
  code: 'root-given-up',
  severity: 'warn',
  subject: group,
  message: `${group} does not persist its root volumes until the recycle of ${ssi} has ended`,
  hint: `The next run waits for the end of that recycle and restores root persistence. To do it now: ${commandOf('recycle-runner', `recover --esg ${group}`)}`,
});
