import type { Finding } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { imageOf } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, locateCluster, readSnapshot, selectInstance } from '../cluster/cluster.ts';
import type { Context, Patience } from '../context.ts';
import { isDue } from '../cluster/due.ts';
import { judgeGroup, judgeInstance, refuseIfBlocked } from '../rules/findings.ts';
import { awaitGate } from '../gate/gate-records.ts';
import { checkStop } from './guard.ts';
import { launchOf } from '../intents/intents.ts';
import { withLease } from '../lease/lease.ts';
import { refuseWithReasons } from '../rules/reasons.ts';
import { recover, refuseUnlessRecovered } from '../intents/recover.ts';
import { replaceInstance } from './replace-instance.ts';
import { rootRecordsOf } from '../root/root-records.ts';
import { awaitStillness } from '../lease/stillness.ts';
import { failureError, type RecycleProof, tellProof } from './tell-recycle.ts';
import { knownInstances } from '../lease/tenure.ts';
import { proveUnrecorded } from './unrecorded.ts';
import { withFindings } from '../rules/with-findings.ts';

export interface RecycleOptions extends Patience {
  /** Id or name of the group. */
  esg: string;
  ssi: string;
  /** The image that the group must name; default: the one that it names. */
  target?: string;
  /** Milliseconds; recycled also when it was launched earlier and runs the target already. */
  since?: number;
  /** Give up the root volume where the group persists it; it is persisted again once the instance is back. */
  replaceRoot?: boolean;
}

export interface RecycleResult extends RecycleProof {
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

async function recycleOnce(task: Task, unrecorded?: RecycleProof): Promise<RecycleResult> {
  const { context, cluster, options, lease } = task;
  const { ssi, target, since, replaceRoot, timeoutMs, pollIntervalMs } = options;
  const patience = { timeoutMs, pollIntervalMs };
  const { store, signal } = context;
  const earlier = (await settleEarlier(task)) ?? unrecorded;
  const roots = await rootRecordsOf(store, groupIdsOf(cluster));
  const known = await knownInstances(store, groupIdsOf(cluster));
  const wanted = { target, since, timeoutMs, replaceRoot };
  const snapshot = await readSnapshot(cluster, { ...wanted, intents: [], known, roots, signal });
  const instance = selectInstance(snapshot, ssi);
  const groupFindings = judgeGroup(snapshot);
  refuseIfBlocked(groupFindings);

  const result = { esg: snapshot.group.id, ssi, cluster: cluster.name, target: String(snapshot.target) };
  if (instance.state === 'ACTIVE' && isDue(instance, snapshot) === false) {
    if (unrecorded) await awaitGate(store, { group: result.esg, ssi, target: result.target }, unrecorded.after);
    const unchanged = { before: launchOf(instance), after: launchOf(instance), evidence: [] };
    return { changed: earlier !== undefined, ...result, ...(earlier ?? unchanged), findings: groupFindings };
  }
  const stillness = await awaitStillness(context, cluster, { lease, ...patience });
  if (stillness) return recycleOnce(task, proveUnrecorded(context, cluster, snapshot, stillness, ssi));

  const findings = [...groupFindings, ...judgeInstance(instance, snapshot)];
  await refuseWithReasons(cluster, snapshot, findings);
  const replacement = { instance, target: result.target, since, replaceRoot: snapshot.replaceRoot !== undefined };
  const { proof, bystanders } = await replaceInstance(context, cluster, { ...replacement, lease, ...patience });
  return { changed: true, ...result, ...proof, findings: [...findings, ...bystanders] };
}

/**
 * Waits for what earlier processes left open; gives the proof when they recycled this very instance. One that failed
 * stands against going on, unless it was meant for a target that has been given up since.
 */
async function settleEarlier(task: Task): Promise<RecycleProof | undefined> {
  const { context, cluster, options, lease } = task;
  const target = options.target ?? imageOf(cluster.own.group);
  let proof: RecycleProof | undefined;
  const recovery = await recover(context, cluster, { ...options, lease });
  const { intents, left } = recovery;
  for (const { intent, outcome } of intents) {
    const isOwn = intent.ssi === options.ssi;
    if (isOwn && outcome.is === 'proved') proof = tellProof(context, cluster.name, intent, outcome);
    if (outcome.is !== 'failed') continue;
    if (isOwn && outcome.isOver && intent.target === target) {
      throw withFindings(await failureError(cluster, intent, outcome), left);
    }
    context.report(`the earlier recycle of ${intent.ssi} failed: ${outcome.message}`);
  }
  refuseUnlessRecovered(recovery);
  return proof;
}
