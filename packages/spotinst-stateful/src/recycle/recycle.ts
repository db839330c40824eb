import type { Finding } from '@esg-recycler/core';
import type { LeaseToken, SeenInstance } from '@esg-recycler/esg-store';
import { type Persistence, persistenceOf, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, locateCluster } from '../cluster/cluster.ts';
import { readSnapshot, selectInstance } from '../read/read-snapshot.ts';
import type { Context, WaitLimits } from '../context.ts';
import { isDue } from '../read/due.ts';
import { judgeGroup, judgeInstance, refuseIfBlocked } from '../rules/findings.ts';
import { awaitGate } from '../records/gate-records.ts';
import { checkStop } from '../check-stop.ts';
import { launchOf } from '../records/launch.ts';
import { withLease } from '../under-lease/with-lease.ts';
import { refuseWithReasons } from '../rules/reasons.ts';
import { replaceInstance } from './replace-instance.ts';
import { rootRecordsOf } from '../records/root-records.ts';
import { awaitQuietPeriod } from '../watch/quiet-period.ts';
import type { VerifiedRecycle } from '../verification/report-recycle.ts';
import { knownInstances, noteInstance, unsettledRead } from '../lease/lease-session.ts';
import { settleEarlier } from './settle.ts';
import { verifyUnrecorded } from './unrecorded.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';

/** An instance that was just read, and judged due and free to go. */
export interface AssessedInstance {
  instance: StatefulInstance;
  persistence: Persistence;
  /** What was noticed and does not stand against it. */
  findings: Finding[];
}

export interface RecycleOptions extends WaitLimits {
  /** Id or name of the group. */
  esg: string;
  ssi: string;
  /** The image that the group must name; default: the one that it names. */
  target?: string;
  /** Milliseconds; recycled also when it was launched earlier and runs the target already. */
  since?: number;
  /** Give up the root volume where the group persists it; it is persisted again once the instance is back. */
  replaceRoot?: boolean;
  /**
   * Given by whoever has just assessed it: it is not read again before the checks that come last before the request,
   * which read everything and refuse an instance that is another one by then. Left aside where something is open on
   * record.
   */
  assessed?: AssessedInstance;
  /**
   * Called right before the request where this call has waited for something: whoever checked the cluster before it did
   * so before the wait. What it throws refuses the request.
   */
  checkAgain?: () => Promise<void>;
}

export interface RecycleResult extends VerifiedRecycle {
  /** Whether the instance was replaced, by this call or by an earlier one whose end it waited for. */
  changed: boolean;
  esg: string;
  ssi: string;
  cluster: string;
  target: string;
  /** What was noticed and does not stand against it. */
  findings: Finding[];
}

interface Task {
  context: Context;
  cluster: Cluster;
  options: RecycleOptions;
  lease: LeaseToken;
}

/**
 * Recycles one instance onto the target and proves it: under the cluster's lease, requested once, waited for by
 * evidence. An earlier recycle whose end is not on record is waited for first, and counts when it was of this very
 * instance. Does nothing when the instance runs the target already.
 *
 * @throws EsgError exit code 2 `group-unknown`, `group-ambiguous`, `clusters-overlap`, `instance-unknown`; 3
 * `cluster-unsettled`, `sender-exists`, or by the code of a finding; 4 `lease-held`, `lease-lost`; 130 `stopped`; 1 when the recycle
 * ended otherwise: `recycle-error`, `recycle-paused`, `recycle-deallocated`, `instance-vanished`, `image-not-target`,
 * `address-changed`, `volumes-changed`, `recycle-unproved`, `recycle-timeout`, with Spot's log lines about the instance
 * as findings
 */
export async function recycle(context: Context, options: RecycleOptions): Promise<RecycleResult> {
  const cluster = await locateCluster(context, options.esg);
  checkStop(context.signal);
  return withLease(context, cluster, (lease) => recycleOnce({ context, cluster, options, lease }));
}

async function recycleOnce(task: Task, watched?: { unrecorded?: VerifiedRecycle }): Promise<RecycleResult> {
  const { context, cluster, options, lease } = task;
  const { ssi, target, since, replaceRoot, timeoutMs, pollIntervalMs } = options;
  const limits = { timeoutMs, pollIntervalMs };
  const { store, signal } = context;
  const settled = await settleEarlier(context, cluster, { ...options, lease });
  const unrecorded = watched?.unrecorded;
  const earlier = settled.verification ?? unrecorded;
  const hasWaited = settled.hasWaited || watched !== undefined;
  const roots = await rootRecordsOf(store, groupIdsOf(cluster));
  const isSettled = (await unsettledRead(store, groupIdsOf(cluster), lease)) === undefined;
  if (options.assessed && options.target && !hasWaited && isSettled && roots.journals.length === 0) {
    return replaceAssessed(task, options.assessed, options.target);
  }
  const known = await knownInstances(store, groupIdsOf(cluster));
  const wanted = { target, since, timeoutMs, replaceRoot };
  const snapshot = await readSnapshot(cluster, { ...wanted, intents: [], known, roots, signal });
  const instance = selectInstance(snapshot, ssi);
  const groupFindings = judgeGroup(snapshot);
  refuseIfBlocked(groupFindings);

  const result = { esg: snapshot.group.id, ssi, cluster: cluster.name, target: String(snapshot.target) };
  if (instance.state === 'ACTIVE' && isDue(instance, snapshot) === false) {
    const verification = earlier ?? (await noticeChange(task, snapshot, known, instance));
    if (unrecorded || verification !== earlier)
      await awaitGate(store, { group: result.esg, ssi, target: result.target }, instance);
    const unchanged = { before: launchOf(instance), after: launchOf(instance), evidence: [] };
    return { changed: verification !== undefined, ...result, ...(verification ?? unchanged), findings: groupFindings };
  }
  const quietPeriod = await awaitQuietPeriod(context, cluster, { lease, ...limits });
  if (quietPeriod) {
    return recycleOnce(task, { unrecorded: verifyUnrecorded(context, cluster, snapshot, quietPeriod, ssi) });
  }

  const findings = [...groupFindings, ...judgeInstance(instance, snapshot)];
  await refuseWithReasons(cluster, snapshot, findings);
  if (hasWaited) await options.checkAgain?.();
  const persistence = persistenceOf(snapshot.group);
  const replacement = { instance, target: result.target, since, replaceRoot: snapshot.replaceRoot !== undefined };
  const wanting = { ...replacement, persistence, lease, ...limits };
  const { verification, otherMembers } = await replaceInstance(context, cluster, wanting);
  return { changed: true, ...result, ...verification, findings: [...findings, ...otherMembers] };
}

/**
 * What was known of an instance when the lease was taken may be what it was before a request that took effect only then:
 * its own change since is noted, and proved where it can be. Otherwise it would pass for a replacement by somebody else.
 */
async function noticeChange(
  { context, cluster, lease }: Task,
  snapshot: ClusterSnapshot,
  known: readonly SeenInstance[],
  instance: StatefulInstance,
): Promise<VerifiedRecycle | undefined> {
  const was = known.find(({ id }) => id === instance.id);
  if (!was || was.instanceId === instance.instanceId) return undefined;
  await noteInstance(context.store, snapshot.group.id, instance, lease);
  return verifyUnrecorded(context, cluster, snapshot, { before: [was], after: [instance] }, instance.id);
}

async function replaceAssessed(
  { context, cluster, options, lease }: Task,
  { instance, persistence, findings }: AssessedInstance,
  target: string,
): Promise<RecycleResult> {
  const { since, timeoutMs, pollIntervalMs } = options;
  const replaceRoot = options.replaceRoot === true && persistence.rootDevice;
  const replacement = { instance, target, since, replaceRoot, persistence, lease, timeoutMs, pollIntervalMs };
  const { verification, otherMembers } = await replaceInstance(context, cluster, replacement);
  const result = { esg: cluster.own.group.id, ssi: instance.id, cluster: cluster.name, target };
  return { changed: true, ...result, ...verification, findings: [...findings, ...otherMembers] };
}
