import { EsgError, ExitCode } from '@esg-recycler/core';
import { isDeepStrictEqual } from 'node:util';
import type { RootJournal } from '../records/root-records.ts';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { persistenceOf } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import { readSnapshot, selectInstance } from '../read/read-snapshot.ts';
import { checkStop } from '../check-stop.ts';
import type { Context } from '../context.ts';
import { judgeGroup, judgeInstance, refuseIfBlocked } from '../rules/findings.ts';
import { closeIntent, openIntent, openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { checkLease } from '../lease/lease-check.ts';
import { refuseWithReasons } from '../rules/reasons.ts';
import { rootRecordsOf } from '../records/root-records.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';
import { knownInstances } from '../lease/lease-session.ts';

export interface RecycleRequest {
  /** What is about to be requested, with the instance as it was inspected. */
  intent: RecycleIntent;
  since?: number;
  /** How long one recycle may take: what Spot is scheduled to do until then counts. */
  timeoutMs?: number;
  lease: LeaseToken;
}

const refused = (code: string, message: string, hint: string): EsgError =>
  new EsgError(`Refused: ${message}`, { code, exitCode: ExitCode.refused, hint });

function recyclePending({ ssi, group, requestedAt }: RecycleIntent, groups: readonly string[]): EsgError {
  const message = `a recycle of ${ssi} of ${group} was requested at ${requestedAt} and may still be under way`;
  const hint = groups.includes(group)
    ? 'Run the same again later: it waits for the end of that recycle first.'
    : `It was requested for a cluster of these groups and ${group}: name them together under clusters: in the config file.`;
  return refused('recycle-pending', message, hint);
}

/** Another request gave up the root volumes of the group; it puts them back, or the next start does. */
export const rootGivenUp = ({ group, ssi, openedAt }: RootJournal): EsgError =>
  refused(
    'root-given-up',
    `${group} does not persist its root volumes since ${openedAt}, for the recycle of ${ssi}`,
    'Run the same again once that recycle has ended.',
  );

/**
 * Reads everything afresh, whatever was read before, and refuses what stands against the recycle now.
 *
 * @throws EsgError exit code 3 `recycle-pending`, `root-given-up`, `instance-changed`, or by the code of a finding; 130
 * `stopped`
 */
export async function checkRecycle(
  { store, signal }: Context,
  cluster: Cluster,
  { intent, since, timeoutMs }: Pick<RecycleRequest, 'intent' | 'since' | 'timeoutMs'>,
): Promise<ClusterSnapshot> {
  const groups = groupIdsOf(cluster);
  checkStop(signal);

  const [pending] = await openIntentsOf(store, groups);
  if (pending) throw recyclePending(pending, groups);

  const { target, replaceRoot } = intent;
  const roots = await rootRecordsOf(store, groups);
  const known = await knownInstances(store, groups);
  const wanted = { target, since, timeoutMs, replaceRoot };
  const snapshot = await readSnapshot(cluster, { ...wanted, intents: [], known, signal, roots });
  const instance = selectInstance(snapshot, intent.ssi);
  const findings = [...judgeGroup(snapshot), ...judgeInstance(instance, snapshot)];
  const { rootJournal } = snapshot;
  const isOwnJournal = replaceRoot === true && isDeepStrictEqual(rootJournal?.data.sender, intent.sender);
  if (rootJournal && !isOwnJournal) throw rootGivenUp(rootJournal);
  // As long as root volumes are given up, nothing is asked that can wait: they are put back first.
  if (rootJournal) refuseIfBlocked(findings);
  await refuseWithReasons(cluster, snapshot, findings);
  if (instance.instanceId !== intent.instanceId || instance.launchedAt !== intent.launchedAt) {
    const message = `${intent.ssi} was replaced meanwhile: ${intent.instanceId} is now ${instance.instanceId}`;
    throw refused('instance-changed', message, 'Run the same again: it starts from the new instance.');
  }
  return snapshot;
}

/**
 * The last thing before a recycle goes on the wire. It checks everything again, writes the intent, and asks for the
 * lease last, for reading takes time. A process that was stopped in the middle of that begins anew: what it knew may
 * be long past. Whatever it throws, nothing was sent and no intent of this request is left.
 */
export async function guardRecycle(context: Context, cluster: Cluster, request: RecycleRequest): Promise<void> {
  const { clock, requestTimeoutMs, store } = context;
  for (;;) {
    const checkedAt = await guardOnce(context, cluster, request);
    if (clock.now() - checkedAt <= requestTimeoutMs) return;
    await closeIntent(store, request.intent);
    context.report(`${request.intent.ssi}: the last checks took too long, and are made again`);
  }
}

/** @returns when the answers were there that it rests on, by the clock of the context */
async function guardOnce(context: Context, cluster: Cluster, request: RecycleRequest): Promise<number> {
  const { clock, store, signal } = context;
  const { intent, lease } = request;
  const { group } = await checkRecycle(context, cluster, request);
  const checkedAt = clock.now();
  if (persistenceOf(group).rootDevice) {
    const message = `${group.id} persists its root volumes again: the group's image would be ignored`;
    throw refused('root-persisted', message, 'Somebody turned it on meanwhile: find out who, and run the same again.');
  }

  const pending = await openIntent(store, intent);
  if (pending) throw recyclePending(pending, groupIdsOf(cluster));
  try {
    await checkLease(context, lease, groupIdsOf(cluster));
    checkStop(signal);
  } catch (error) {
    await closeIntent(store, intent);
    throw error;
  }
  return checkedAt;
}
