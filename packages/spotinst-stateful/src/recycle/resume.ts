import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { SpotError, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, locateCluster } from '../cluster/cluster.ts';
import { readSnapshot, selectInstance } from '../read/read-snapshot.ts';
import type { Context, WaitLimits } from '../context.ts';
import { follow } from '../watch/follow.ts';
import { checkStop } from '../check-stop.ts';
import { checkLease } from '../lease/lease-check.ts';
import { withLease } from '../under-lease/with-lease.ts';
import { awaitQuietPeriod } from '../watch/quiet-period.ts';
import { recover, refuseUnlessRecovered } from './recover.ts';
import { settleTime } from '../watch/settle.ts';
import { isSameInstance } from '../watch/observation.ts';
import { spotLogs } from '../cluster/spot-logs.ts';
import { recordInstance } from '../lease/lease-session.ts';
import type { InstanceObservation } from '../verification/verdict.ts';

export interface ResumeOptions extends WaitLimits {
  /** Id or name of the group. */
  esg: string;
  ssi: string;
}

export interface ResumeResult {
  changed: boolean;
  esg: string;
  ssi: string;
  cluster: string;
  before: StatefulInstance;
  after: StatefulInstance;
}

interface Task {
  context: Context;
  cluster: Cluster;
  options: ResumeOptions;
  lease: LeaseToken;
}

const isResumable = ({ state }: StatefulInstance): boolean => state === 'PAUSED' || state === 'ERROR';

/**
 * Resumes an instance that is PAUSED or in ERROR, and waits until it is ACTIVE. Does nothing when it is ACTIVE already.
 * It first waits for a recycle that may still be in progress, recorded or not, because PAUSED is a step of a recycle too.
 *
 * @throws EsgError exit code 2 `group-unknown`, `group-ambiguous`, `instance-unknown`; 3 `not-paused`,
 * `cluster-unsettled`, `sender-exists`; 4 `lease-held`, `lease-lost`; 130 `stopped`; 1 `resume-failed`
 */
export async function resume(context: Context, options: ResumeOptions): Promise<ResumeResult> {
  const cluster = await locateCluster(context, options.esg);
  checkStop(context.signal);
  return withLease(context, cluster, (lease) => resumeOnce({ context, cluster, options, lease }));
}

const readInstance = async (cluster: Cluster, ssi: string): Promise<StatefulInstance> =>
  selectInstance(await readSnapshot(cluster, { intents: [] }), ssi);

async function resumeOnce(task: Task): Promise<ResumeResult> {
  const { context, cluster, options, lease } = task;
  const { ssi } = options;
  const found = await readInstance(cluster, ssi);
  const result = { esg: cluster.own.group.id, ssi, cluster: cluster.name };
  if (found.state === 'ACTIVE') return { changed: false, ...result, before: found, after: found };
  refuseUnlessRecovered(await recover(context, cluster, { ...options, lease }));
  await awaitQuietPeriod(context, cluster, { ...options, lease });
  const before = await readInstance(cluster, ssi);
  if (before.state !== 'ACTIVE') await request(task);
  const after = await waitUntilActive(task, before);
  await recordInstance(context.store, result.esg, after, lease);
  return { changed: true, ...result, before: found, after };
}

async function request({ context, cluster, options: { ssi }, lease }: Task): Promise<void> {
  const { signal, report } = context;
  const beforeSend = async (): Promise<void> => {
    const instance = await readInstance(cluster, ssi);
    if (!isResumable(instance)) {
      throw new EsgError(`Refused: ${ssi} is ${instance.state}: only an instance in PAUSED or ERROR can be resumed`, {
        code: 'not-paused',
        exitCode: ExitCode.refused,
        hint: 'Wait until its state no longer changes, then run the same command again.',
      });
    }
    await checkLease(context, lease, groupIdsOf(cluster));
    checkStop(signal);
  };
  try {
    await cluster.own.client.resumeStatefulInstance(cluster.own.group.id, ssi, { beforeSend });
    report(`${ssi} resume requested`);
  } catch (error) {
    if (!(error instanceof SpotError) || error.outcome !== 'unknown') throw error;
    report(`${ssi} resume requested, but the response was lost: ${error.message}`);
  }
}

/** @returns undefined while the result is open */
function judgeResume(
  { seen: instance, since, at, reads }: InstanceObservation,
  settleMs: number,
): 'active' | 'failed' | undefined {
  if (!instance) return reads > 1 ? 'failed' : undefined;
  if (instance.state === 'ACTIVE' && instance.instanceId !== null) return 'active';
  if (instance.state.startsWith('DEALLOCAT')) return 'failed';
  return isResumable(instance) && at - since >= settleMs ? 'failed' : undefined;
}

async function waitUntilActive(task: Task, before: StatefulInstance): Promise<StatefulInstance> {
  const { context, cluster, options } = task;
  const { own } = cluster;
  const { ssi, pollIntervalMs, timeoutMs } = options;
  const startedAt = context.clock.now();
  const settleMs = settleTime(pollIntervalMs, context);
  const { verdict, last } = await follow({
    clock: context.clock,
    signal: context.signal,
    pollIntervalMs,
    timeoutMs,
    read: async (giveUp) =>
      (await own.client.listStatefulInstances(own.group.id, { signal: giveUp })).find(({ id }) => id === ssi),
    isSame: isSameInstance,
    decide: (observation) => judgeResume(observation, settleMs),
    onChange({ seen: instance }) {
      context.report(`${ssi} ${instance?.state ?? 'not listed'} (${formatDuration(context.clock.now() - startedAt)})`);
    },
    onReadError: ({ message }) => context.report(`${ssi}: still waiting: ${message}`),
  });
  const seen = last?.seen;
  if (verdict === 'active' && seen) return seen;
  if (verdict === 'stopped') {
    throw new EsgError(`Stopped while ${ssi} is being resumed: Spot continues the resume`, {
      code: 'stopped',
      exitCode: ExitCode.stopped,
      hint: 'Run the same command again to wait for the result.',
    });
  }
  const launches = seen ? [before, seen] : [before];
  throw new EsgError(`${ssi} did not become ACTIVE: Spot reports it ${seen ? `as ${seen.state}` : 'as not listed'}`, {
    code: 'resume-failed',
    exitCode: ExitCode.failed,
    hint: "Check Spot's log lines, and the group in the Spot console.",
    findings: await spotLogs(own, { ssi, launches, sinceMs: Date.now() - timeoutMs }),
  });
}
