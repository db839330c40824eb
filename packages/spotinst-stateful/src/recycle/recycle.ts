import { blocking, type Finding } from '@esg-recycler/core';
import type { LeaseToken, SeenInstance } from '@esg-recycler/esg-store';
import { type Persistence, persistenceOf, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, locateCluster } from '../cluster/cluster.ts';
import { readSnapshot, selectInstance } from '../read/read-snapshot.ts';
import type { Context, WaitLimits } from '../context.ts';
import { isDue } from '../read/due.ts';
import { judgeGroup, judgeInstance, refuseIfBlocked } from '../rules/findings.ts';
import { recordAwaitedGate } from '../records/gate-records.ts';
import { checkStop } from '../check-stop.ts';
import { launchOf } from '../records/launch.ts';
import { withLease } from '../under-lease/with-lease.ts';
import { refuseWithReasons } from '../rules/reasons.ts';
import { type CallerCheck, repeatedCheck, type RepeatedCheck } from './repeat-check.ts';
import { replaceInstance } from './replace-instance.ts';
import { rootRecordsOf } from '../records/root-records.ts';
import { allOwnMarksOf } from '../records/own-marks.ts';
import { applySuspensions } from '../suspensions/suspensions.ts';
import { awaitQuietPeriod, type QuietPeriod } from '../watch/quiet-period.ts';
import type { VerifiedRecycle } from '../verification/report-recycle.ts';
import { recordedInstances, recordInstance, unsettledRead } from '../lease/lease-session.ts';
import { requestWithheld } from './request-withheld.ts';
import { settleEarlier } from './settle.ts';
import { verifyUnrecorded } from './unrecorded.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';

/** An instance that was just read, needs a recycle, and may be recycled. */
export interface AssessedInstance {
  instance: StatefulInstance;
  persistence: Persistence;
  /** Warnings. */
  findings: Finding[];
}

export interface RecycleOptions extends WaitLimits {
  /** Id or name of the group. */
  esg: string;
  ssi: string;
  /** The image that the group must have. Default: the image of the group. */
  target?: string;
  /** Milliseconds since 1970; an instance launched earlier is recycled even if it runs the target. */
  since?: number;
  /** Replace a persisted root volume; root persistence is restored once the instance is back. */
  replaceRoot?: boolean;
  /**
   * Set by a caller that has just assessed the instance: it is then read again only by the last checks before the
   * request, which refuse an instance that was replaced meanwhile. Ignored while earlier requests are unresolved.
   */
  assessed?: AssessedInstance;
  /** Only waits for an earlier recycle: refuses where a new request would be needed. */
  completesOnly?: boolean;
  /**
   * The caller's check of the cluster. It is repeated right before a request when it is too old by then, or when this
   * call has waited for something or has requested before.
   */
  check?: CallerCheck;
}

export interface RecycleResult extends VerifiedRecycle {
  /** Whether the instance was replaced, by this call or by an earlier one whose result it waited for. */
  changed: boolean;
  esg: string;
  ssi: string;
  cluster: string;
  target: string;
  /** Warnings. */
  findings: Finding[];
}

interface Task {
  context: Context;
  cluster: Cluster;
  options: RecycleOptions;
  check: RepeatedCheck | undefined;
  lease: LeaseToken;
}

/**
 * Recycles one instance onto the target and verifies the result: under the cluster's lease, with one request. It first
 * waits for earlier recycles without a recorded result; one of the same instance counts. Does nothing when the instance
 * runs the target already.
 *
 * @throws EsgError exit code 2 `group-unknown`, `group-ambiguous`, `clusters-overlap`, `instance-unknown`; 3
 * `cluster-unsettled`, `sender-exists`, `request-withheld`, or the code of a finding; 4 `lease-held`, `lease-lost`; 130 `stopped`; 1 when the recycle
 * fails: `recycle-error`, `recycle-paused`, `recycle-deallocated`, `instance-vanished`, `image-not-target`,
 * `address-changed`, `volumes-changed`, `recycle-unproved`, `recycle-timeout`, with Spot's log lines about the instance
 * as findings
 */
export async function recycle(context: Context, options: RecycleOptions): Promise<RecycleResult> {
  const cluster = await locateCluster(context, options.esg);
  checkStop(context.signal);
  const check = options.check && repeatedCheck(options.check);
  return withLease(context, cluster, (lease) => recycleOnce({ context, cluster, options, check, lease }));
}

async function recycleOnce(task: Task, watched?: { unrecorded?: VerifiedRecycle }): Promise<RecycleResult> {
  const { context, cluster, options, check, lease } = task;
  const { ssi, target, since, replaceRoot, timeoutMs, pollIntervalMs } = options;
  const limits = { timeoutMs, pollIntervalMs };
  const { store, signal } = context;
  const settled = await settleEarlier(context, cluster, { ...options, lease });
  const unrecorded = watched?.unrecorded;
  const earlier = settled.verification ?? unrecorded;
  const hasWaited = settled.hasWaited || watched !== undefined;
  const roots = await rootRecordsOf(store, groupIdsOf(cluster));
  const isSettled = (await unsettledRead(store, groupIdsOf(cluster), lease)) === undefined;
  if (
    options.assessed &&
    options.target &&
    !options.completesOnly &&
    !hasWaited &&
    isSettled &&
    roots.journals.length === 0
  ) {
    const claimed = await applySuspensions(context, cluster, { lease, ssi, ...limits });
    return claimed.hasWaited ? recycleOnce(task, {}) : replaceAssessed(task, options.assessed, options.target);
  }
  const recorded = await recordedInstances(store, groupIdsOf(cluster));
  const ownMarks = await allOwnMarksOf(store, groupIdsOf(cluster));
  const wanted = { target, since, timeoutMs, replaceRoot, takeOver: context.takeOver };
  const snapshot = await readSnapshot(cluster, { ...wanted, intents: [], recorded, roots, signal, ownMarks });
  const instance = selectInstance(snapshot, ssi);
  const groupFindings = judgeGroup(snapshot);
  refuseIfBlocked(groupFindings);

  const result = { esg: snapshot.group.id, ssi, cluster: cluster.name, target: String(snapshot.target) };
  if (instance.state === 'ACTIVE' && isDue(instance, snapshot) === false) {
    const verification = earlier ?? (await recordChange(task, snapshot, recorded, instance));
    if (unrecorded || verification !== earlier)
      await recordAwaitedGate(store, { group: result.esg, ssi, target: result.target }, instance);
    const unchanged = { before: launchOf(instance), after: launchOf(instance), evidence: [] };
    return { changed: verification !== undefined, ...result, ...(verification ?? unchanged), findings: groupFindings };
  }
  const findings = [...groupFindings, ...judgeInstance(instance, snapshot)];
  if (options.completesOnly) {
    await refuseWithReasons(cluster, snapshot, findings);
    throw requestWithheld(ssi);
  }
  const awaitQuiet = () => awaitQuietPeriod(context, cluster, { lease, ...limits });
  let quietPeriod: QuietPeriod | undefined;
  let hasClaimed = false;
  // What blocks may pass in the quiet period. If it stays, nothing was suspended in vain.
  if (!isSettled && blocking(findings).length > 0) quietPeriod = await awaitQuiet();
  if (!quietPeriod) {
    await refuseWithReasons(cluster, snapshot, findings);
    const claimed = await applySuspensions(context, cluster, { lease, ssi, ...limits }, async () => {
      quietPeriod = await awaitQuiet();
    });
    hasClaimed = claimed.hasWaited;
  }
  if (quietPeriod) {
    return recycleOnce(task, { unrecorded: verifyUnrecorded(context, cluster, snapshot, quietPeriod, ssi) });
  }
  if (hasClaimed) return recycleOnce(task, { unrecorded });
  if (hasWaited) await check?.renew(true);
  const persistence = persistenceOf(snapshot.group);
  const replacement = { instance, target: result.target, since, replaceRoot: snapshot.replaceRoot !== undefined };
  const wanting = { ...replacement, persistence, lease, check, ...limits };
  const { verification, otherMembers } = await replaceInstance(context, cluster, wanting);
  return { changed: true, ...result, ...verification, findings: [...findings, ...otherMembers] };
}

/**
 * The record of an instance from the start of the lease may be older than an earlier request that took effect later.
 * Its change is recorded, and verified if possible. Otherwise it would count as a replacement by somebody else.
 */
async function recordChange(
  { context, cluster, lease }: Task,
  snapshot: ClusterSnapshot,
  recorded: readonly SeenInstance[],
  instance: StatefulInstance,
): Promise<VerifiedRecycle | undefined> {
  const was = recorded.find(({ id }) => id === instance.id);
  if (!was || was.instanceId === instance.instanceId) return undefined;
  await recordInstance(context.store, snapshot.group.id, instance, lease);
  return verifyUnrecorded(context, cluster, snapshot, { before: [was], after: [instance] }, instance.id);
}

async function replaceAssessed(
  { context, cluster, options, check, lease }: Task,
  { instance, persistence, findings }: AssessedInstance,
  target: string,
): Promise<RecycleResult> {
  const { since, timeoutMs, pollIntervalMs } = options;
  const replaceRoot = options.replaceRoot === true && persistence.rootDevice;
  const limits = { timeoutMs, pollIntervalMs };
  const replacement = { instance, target, since, replaceRoot, persistence, lease, check, ...limits };
  const { verification, otherMembers } = await replaceInstance(context, cluster, replacement);
  const result = { esg: cluster.own.group.id, ssi: instance.id, cluster: cluster.name, target };
  return { changed: true, ...result, ...verification, findings: [...findings, ...otherMembers] };
}
