import { EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { imageOf, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, locateCluster, readSnapshot, selectInstance } from './cluster.ts';
import type { Context, Patience } from './context.ts';
import { isDue } from './due.ts';
import type { Evidence, Launch } from './evidence.ts';
import { judgeGroup, judgeInstance, refuseIfBlocked } from './findings.ts';
import { checkStop } from './guard.ts';
import { closeIntent, launchOf, type RecycleIntent } from './intents.ts';
import { withLease } from './lease.ts';
import { requestRecycle } from './request-recycle.ts';
import { resolveIntents } from './resolve-intents.ts';
import { spotLogs } from './spot-logs.ts';
import type { Failure, Proved } from './verdict.ts';
import { isOver, watchRecycle } from './watch-recycle.ts';

export interface RecycleOptions extends Patience {
  /** Id or name of the group. */
  esg: string;
  ssi: string;
  /** The image that the group must name; default: the one that it names. */
  target?: string;
  /** Milliseconds; recycled also when it was launched earlier and runs the target already. */
  since?: number;
}

export interface RecycleResult {
  /** Whether the instance was replaced, by this call or by an earlier one whose end it waited for. */
  changed: boolean;
  esg: string;
  ssi: string;
  cluster: string;
  target: string;
  before: Launch;
  after: Launch;
  evidence: Evidence[];
  /** What was noticed and does not stand against it. */
  findings: Finding[];
}

/** How often a request is sent of which the answer is lost, and which turns out not to have been accepted. */
const maxRequests = 3;

interface Task {
  context: Context;
  cluster: Cluster;
  options: RecycleOptions;
  lease: LeaseToken;
}

type Proof = Pick<RecycleResult, 'before' | 'after' | 'evidence'>;

/**
 * Recycles one instance onto the target and proves it: under the cluster's lease, requested once, waited for by
 * evidence. An earlier recycle whose end is not on record is waited for first, and counts when it was of this very
 * instance. Does nothing when the instance runs the target already.
 *
 * @throws EsgError exit code 2 `group-unknown`, `group-ambiguous`, `instance-unknown`; 3 by the code of a finding; 4
 * `lease-held`; 130 `stopped`; 1 when the recycle ended otherwise: `recycle-error`, `recycle-paused`,
 * `recycle-deallocated`, `instance-vanished`, `image-not-target`, `address-changed`, `volumes-changed`,
 * `recycle-unproved`, `recycle-timeout`, with Spot's log lines about the instance as findings
 */
export async function recycle(context: Context, options: RecycleOptions): Promise<RecycleResult> {
  const cluster = await locateCluster(context, options.esg);
  checkStop(context.signal);
  return withLease(context, groupIdsOf(cluster), (lease) => recycleOnce({ context, cluster, options, lease }));
}

async function recycleOnce(task: Task): Promise<RecycleResult> {
  const { cluster, options } = task;
  const { ssi, target, since } = options;
  const earlier = await settleEarlier(task);
  const snapshot = await readSnapshot(cluster, { target, since, intents: [] });
  const instance = selectInstance(snapshot, ssi);
  const groupFindings = judgeGroup(snapshot);
  refuseIfBlocked(groupFindings);

  const result = { esg: snapshot.group.id, ssi, cluster: cluster.name, target: String(snapshot.target) };
  if (instance.state === 'ACTIVE' && isDue(instance, snapshot) === false) {
    const unchanged = { before: launchOf(instance), after: launchOf(instance), evidence: [] };
    return { changed: earlier !== undefined, ...result, ...(earlier ?? unchanged), findings: groupFindings };
  }
  const findings = [...groupFindings, ...judgeInstance(instance, snapshot)];
  refuseIfBlocked(findings);
  return { changed: true, ...result, ...(await replace(task, instance, result.target)), findings };
}

/**
 * Waits for what earlier processes left open; gives the proof when they recycled this very instance. One that failed
 * stands against going on, unless it was meant for a target that has been given up since.
 */
async function settleEarlier(task: Task): Promise<Proof | undefined> {
  const { context, cluster, options } = task;
  const target = options.target ?? imageOf(cluster.own.group);
  let proof: Proof | undefined;
  for (const { intent, outcome } of await resolveIntents(context, cluster, options)) {
    const isOwn = intent.ssi === options.ssi;
    if (isOwn && outcome.is === 'proved') proof = tellProof(task, intent, outcome);
    if (outcome.is !== 'failed') continue;
    if (isOwn && outcome.isOver && intent.target === target) throw await explain(task, intent, outcome);
    context.report(`the earlier recycle of ${intent.ssi} failed: ${outcome.message}`);
  }
  return proof;
}

async function replace(task: Task, instance: StatefulInstance, target: string): Promise<Proof> {
  const { context, cluster, options, lease } = task;
  const { id: ssi, instanceId, imageId } = instance;
  const { since, pollIntervalMs, timeoutMs } = options;
  const esg = cluster.own.group.id;
  for (let requests = 1; ; requests += 1) {
    const requestedAt = new Date().toISOString();
    const intent = { ...launchOf(instance), group: esg, ssi, target, requestedAt, number: lease.number };
    const lost = await requestRecycle(context, cluster, { intent, since, lease });
    context.emit('recycle_requested', { cluster: cluster.name, esg, ssi }, { instanceId, imageId, target });
    context.report(`${ssi} recycle requested${lost ? `, and the answer was lost: ${lost.message}` : ''}`);

    const wait = { pollIntervalMs, timeoutMs, believesUnchanged: lost !== undefined };
    const outcome = await watchRecycle(context, { ...wait, cluster: cluster.name, member: cluster.own, intent });
    if (isOver(outcome)) await closeIntent(context.store, intent);
    if (outcome.is === 'proved') return tellProof(task, intent, outcome);
    if (outcome.is === 'failed') throw await explain(task, intent, outcome);
    if (requests === maxRequests) throw lost;
    context.report(`${ssi} has not changed: the request was not accepted, sending it again`);
  }
}

function tellProof({ context, cluster }: Task, intent: RecycleIntent, { after, evidence }: Proved): Proof {
  const proof = { before: launchOf(intent), after: launchOf(after), evidence };
  context.emit('recycle_proved', { cluster: cluster.name, esg: intent.group, ssi: intent.ssi }, proof);
  context.report(`${intent.ssi} proved: ${intent.instanceId} was replaced by ${after.instanceId}`);
  return proof;
}

async function explain({ cluster }: Task, intent: RecycleIntent, failure: Failure): Promise<EsgError> {
  const { code, message, hint, after } = failure;
  const launches = after ? [intent, after] : [intent];
  const findings = await spotLogs(cluster.own, { ssi: intent.ssi, launches, sinceMs: Date.parse(intent.requestedAt) });
  return new EsgError(message, { code, exitCode: ExitCode.failed, hint, findings });
}
