import { commandOf, type Finding } from '@esg-recycler/core';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { awaitGate } from '../records/gate-records.ts';
import { closeIntent, type RecycleIntent } from '../records/intents.ts';
import { type PutBackOptions, putRootsBack } from '../root/put-root-back.ts';
import { keepReplacement } from '../records/root-records.ts';
import { noteInstance } from '../lease/lease-session.ts';
import { isOver, mayBeUnderWay, type RecycleOutcome } from '../verification/watch-recycle.ts';

/**
 * Puts the end of a recycle on record, and that a gate is to be passed after one that replaced the instance, proved or
 * not. What was changed in the group for its sake is put back before, so that as long as something is left to do, the
 * intent tells the next start.
 *
 * @returns what is left to do
 */
export async function concludeRecycle(
  context: Context,
  cluster: Cluster,
  { intent, outcome, ...options }: Omit<PutBackOptions, 'groups'> & { intent: RecycleIntent; outcome: RecycleOutcome },
): Promise<Finding[]> {
  const { store } = context;
  const { lease } = options;
  const { group, ssi, replaceRoot } = intent;
  const after = afterOf(outcome);
  if (after) await noteInstance(store, group, after, lease);
  if (replaceRoot && mayBeUnderWay(outcome)) return [stillGivenUp(group, ssi)];
  if (replaceRoot && outcome.is === 'verified') await keepReplacement(store, intent, outcome.after);
  if (after && after.instanceId !== intent.instanceId) await awaitGate(store, intent, after);
  const left = replaceRoot ? await putRootsBack(context, cluster, { ...options, groups: [group] }) : [];
  if (isOver(outcome) && left.length === 0) await closeIntent(store, intent);
  return left;
}

/** The instance as a recycle left it; undefined where that recycle is not over. */
const afterOf = (outcome: RecycleOutcome) => ('after' in outcome && isOver(outcome) ? outcome.after : undefined);

const stillGivenUp = (group: string, ssi: string): Finding => ({
  code: 'root-given-up',
  severity: 'warn',
  subject: group,
  message: `Until the recycle of ${ssi} has ended, ${group} does not persist its root volumes`,
  hint: `The next start waits for its end and puts it back, and so does: ${commandOf('recycle-runner', `doctor --esg ${group}`)}`,
});
