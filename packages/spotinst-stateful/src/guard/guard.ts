import { EsgError, ExitCode, formatDuration, stopwatch } from '@esg-recycler/core';
import { isDeepStrictEqual } from 'node:util';
import type { RootJournal } from '../records/root-records.ts';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { persistenceOf } from '@esg-recycler/spotinst-client';
import { checkMembers } from '../cluster/check-members.ts';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import { readSnapshot, selectInstance } from '../read/read-snapshot.ts';
import { checkStop } from '../check-stop.ts';
import type { Context } from '../context.ts';
import { judgeGroup, judgeInstance, refuseIfBlocked } from '../rules/findings.ts';
import { closeIntent, openIntent, openIntentsOf, type RecycleIntent } from '../records/intents.ts';
import { checkLease } from '../lease/lease-check.ts';
import { allOwnMarksOf } from '../records/own-marks.ts';
import { refuseWithReasons } from '../rules/reasons.ts';
import { rootRecordsOf } from '../records/root-records.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';
import { recordedInstances } from '../lease/lease-session.ts';

export interface RecycleRequest {
  /** The recycle to request, with the instance as it was inspected. */
  intent: RecycleIntent;
  since?: number;
  /** How long one recycle may take, in milliseconds: tasks that Spot runs before then count. */
  timeoutMs?: number;
  lease: LeaseToken;
}

const refused = (code: string, message: string, hint: string): EsgError =>
  new EsgError(`Refused: ${message}`, { code, exitCode: ExitCode.refused, hint });

function recyclePending({ ssi, group, requestedAt }: RecycleIntent, groups: readonly string[]): EsgError {
  const message = `a recycle of ${ssi} of ${group} was requested at ${requestedAt} and may still be in progress`;
  const hint = groups.includes(group)
    ? 'Run the same command again later: it waits for that recycle to end first.'
    : `It was requested for a cluster of these groups and ${group}: list all of them under clusters: in the config file.`;
  return refused('recycle-pending', message, hint);
}

/** Another request turned root persistence off. It restores root persistence, or the next run does. */
export const rootPersistenceOff = ({ group, ssi, openedAt }: RootJournal): EsgError =>
  refused(
    'root-given-up',
    `${group} has not persisted its root volumes since ${openedAt}: this was turned off for the recycle of ${ssi}`,
    'Run the same command again once that recycle has ended.',
  );

/**
 * Reads everything again, and refuses the recycle when anything blocks it now.
 *
 * @returns what was read, and for how long Spot was read, in milliseconds
 *
 * @throws EsgError exit code 3 `recycle-pending`, `root-given-up`, `instance-changed`, or by the code of a finding; 4
 * `rolled-elsewhere`; `lease-lost` when another group joined the cluster; 130 `stopped`
 */
export async function checkRecycle(
  { store, signal, clock, clients }: Context,
  cluster: Cluster,
  { intent, since, timeoutMs }: Pick<RecycleRequest, 'intent' | 'since' | 'timeoutMs'>,
): Promise<ClusterSnapshot & { spotMs: number }> {
  const groups = groupIdsOf(cluster);
  checkStop(signal);

  const [pending] = await openIntentsOf(store, groups);
  if (pending) throw recyclePending(pending, groups);

  const { target, replaceRoot } = intent;
  const roots = await rootRecordsOf(store, groups);
  const recorded = await recordedInstances(store, groups);
  const ownMarks = await allOwnMarksOf(store, groups);
  // The claim took over what was there before. A mark that is seen now is of a run that is alive.
  const wanted = { target, since, timeoutMs, replaceRoot };
  const reading = stopwatch(clock);
  const [snapshot] = await Promise.all([
    readSnapshot(cluster, { ...wanted, intents: [], recorded, signal, roots, ownMarks }),
    checkMembers({ clients, signal }, cluster),
  ]);
  const spotMs = reading();
  const instance = selectInstance(snapshot, intent.ssi);
  const findings = [...judgeGroup(snapshot), ...judgeInstance(instance, snapshot)];
  const { rootJournal } = snapshot;
  const isOwnJournal = replaceRoot === true && isDeepStrictEqual(rootJournal?.data.sender, intent.sender);
  if (rootJournal && !isOwnJournal) throw rootPersistenceOff(rootJournal);
  // While root persistence is off, nothing that can wait is requested: restoring it comes first.
  if (rootJournal) refuseIfBlocked(findings);
  await refuseWithReasons(cluster, snapshot, findings);
  if (instance.instanceId !== intent.instanceId || instance.launchedAt !== intent.launchedAt) {
    const message = `${intent.ssi} was replaced after it was inspected: ${intent.instanceId} is now ${instance.instanceId}`;
    throw refused('instance-changed', message, 'Run the same command again: it starts from the new EC2 instance.');
  }
  return { ...snapshot, spotMs };
}

/** What was checked before the guard, on which the request relies too. */
export interface EarlierCheck {
  /** Milliseconds since it began. */
  age: () => number;
  isFresh: () => boolean;
}

/** What precedes the guard. */
export interface BeforeGuard {
  check?: EarlierCheck;
  /** Repeats everything that precedes the guard, before the guard starts again. */
  again: () => Promise<void>;
}

/** How often everything is checked until it is recent enough. */
const maxAttempts = 4;

/**
 * The last checks before the recycle request is sent. It checks everything again, writes the intent, and verifies the
 * lease last, because reading takes time. What the request relies on counts from the moment its read began, however long
 * the reads took or the process was suspended: when it is too old in the end, everything starts again. When this throws,
 * nothing was sent and no intent of this request remains.
 *
 * @throws EsgError what {@link checkRecycle} throws; exit code 3 `checks-slow`, `root-persisted`; 4 `lease-lost`
 */
export async function guardRecycle(
  context: Context,
  cluster: Cluster,
  request: RecycleRequest,
  { check, again }: BeforeGuard,
): Promise<void> {
  const { requestTimeoutMs, store, stopFile } = context;
  const { intent } = request;
  for (let attempt = 1; ; attempt += 1) {
    const checkedMs = check?.age();
    const { age, spotMs, storeMs } = await guardOnce(context, cluster, request);
    if (age() <= requestTimeoutMs && (check?.isFresh() ?? true)) {
      // The request is sent next: from now on, the instance is finished.
      stopFile?.ignore();
      return;
    }
    await closeIntent(store, intent);
    const parts = {
      Spot: spotMs,
      'the store': storeMs,
      ...(checkedMs !== undefined && { 'the health check': checkedMs }),
    };
    const slow = Object.entries(parts).map(([name, ms]) => `${name} ${formatDuration(ms)}`);
    if (attempt === maxAttempts) throw checksSlow(intent, slow.join(', '), requestTimeoutMs);
    context.report(`${intent.ssi}: the checks before the request took too long, checking again (${slow.join(', ')})`);
    await again();
  }
}

const checksSlow = ({ ssi, group }: RecycleIntent, slow: string, limitMs: number): EsgError =>
  refused(
    'checks-slow',
    `the checks before the recycle of ${ssi} took too long ${maxAttempts} times in a row, most recently: ${slow}`,
    `What Spot and the store answer counts for ${formatDuration(limitMs)} (spotinst_timeout). Find out what is slow: time spotinst-stateful inspect --esg ${group} --id ${ssi}`,
  );

/** How old what it relies on is, and what it waited for, in milliseconds. */
interface GuardTimes {
  age: () => number;
  spotMs: number;
  storeMs: number;
}

async function guardOnce(context: Context, cluster: Cluster, request: RecycleRequest): Promise<GuardTimes> {
  const { clock, store, signal, stopFile } = context;
  const { intent, lease } = request;
  const age = stopwatch(clock);
  const { group, spotMs } = await checkRecycle(context, cluster, request);
  if (persistenceOf(group).rootDevice) {
    const message = `${group.id} persists its root volumes again: a recycle would ignore the group's image`;
    throw refused(
      'root-persisted',
      message,
      'Somebody turned root persistence on during this recycle. Find out who, then run the same command again.',
    );
  }

  const pending = await openIntent(store, intent);
  if (pending) throw recyclePending(pending, groupIdsOf(cluster));
  try {
    await checkLease(context, lease, groupIdsOf(cluster));
    stopFile?.watch();
    checkStop(signal);
  } catch (error) {
    await closeIntent(store, intent);
    throw error;
  }
  return { age, spotMs, storeMs: age() - spotMs };
}
