import { EsgError } from '@esg-recycler/core';
import { type Job, WaitingError } from 'bullmq';
import { runCluster } from '../campaign/run-cluster.ts';
import { endWith, type RunEnd } from '../campaign/run-follower.ts';
import type { StopSignals } from '../run/stop-signals.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import { type ClusterJob, type JobProgress, pollMs } from './cluster-job.ts';
import { accessFor, type WorkerSettings } from './job-access.ts';
import { jobStep } from './job-end.ts';

export type ClusterJobHandle = Job<ClusterJob, RunEnd>;

export interface JobContext {
  settings: WorkerSettings;
  /** `--lock-ttl` of the worker, for runs whose campaign names none. */
  lockTtl: string;
  stop: StopSignals;
  /** Adds the run to those that get the later signals of this worker; until the returned function is called. */
  watch: (signal: (name: NodeJS.Signals) => void) => () => void;
  /** Calls back when the lock of the job is lost; until the returned function is called. */
  onLockLost: (jobId: string, lost: () => void) => () => void;
  /** Reads the job again; undefined: it no longer exists. */
  read: (jobId: string) => Promise<ClusterJobHandle | undefined>;
  /** Whether the campaign process still lives. */
  isCampaignAlive: (owner: string) => Promise<boolean>;
  note: (event: JobEvent, job: ClusterJob, data?: object) => void;
}

export type JobEvent = 'job_started' | 'job_finished' | 'job_returned' | 'job_delayed';

const progressOf = ({ progress }: ClusterJobHandle): JobProgress =>
  typeof progress === 'object' && progress !== null && 'recycled' in progress
    ? (progress as unknown as JobProgress)
    : { recycled: 0 };

/** Passes on to the run what the campaign and the worker are asked, and notices that the job is no longer ours. */
function follow(job: ClusterJobHandle, signal: (name: NodeJS.Signals) => void, context: JobContext) {
  let passedOn = 0;
  const stopWatching = context.watch(signal);
  const stopListening = context.onLockLost(job.id!, () => signal('SIGTERM'));
  const finishAndStop = (): void => signal('SIGTERM');
  context.stop.signal.addEventListener('abort', finishAndStop);
  if (context.stop.signal.aborted) finishAndStop();
  const timer = setInterval(() => {
    // While the server is away, there is nothing to pass on.
    const read = context.read(job.id!).catch(() => undefined);
    void read.then((now) => {
      for (const name of now?.data.signals.slice(passedOn) ?? []) signal(name);
      passedOn = now?.data.signals.length ?? passedOn;
    });
  }, pollMs.worker);
  return {
    isRecalled: (): boolean => passedOn > 0,
    end: (): void => {
      clearInterval(timer);
      stopWatching();
      stopListening();
      context.stop.signal.removeEventListener('abort', finishAndStop);
    },
  };
}

/** @throws WaitingError when the job was given back; Error when it is tried again */
async function conclude(end: RunEnd, job: ClusterJobHandle, token: string, isRecalled: boolean, context: JobContext) {
  const retriesLeft = (job.opts.attempts ?? 1) - job.attemptsMade - 1;
  const step = jobStep(end, { isStopping: context.stop.signal.aborted, isRecalled, retriesLeft });
  if (step === 'give-back') {
    await job.moveToWait(token);
    context.note('job_returned', job.data);
    throw new WaitingError();
  }
  if (step === 'retry') {
    context.note('job_delayed', job.data, { ...end });
    throw new Error(end.error?.message ?? 'the lease is held');
  }
  context.note('job_finished', job.data, { ...end });
  return end;
}

/**
 * Rolls the cluster of a job as a campaign without workers would: `recycle-runner run` in a process of its own, which ends
 * with this worker.
 */
export async function performJob(job: ClusterJobHandle, token: string, context: JobContext): Promise<RunEnd> {
  const { data } = job;
  const before = progressOf(job).recycled;
  if (data.signals.length > 0) return endWith(stoppedOnRequest(), before);
  const isFirst = job.attemptsStarted <= 1;
  if (isFirst && !(await context.isCampaignAlive(data.owner)))
    return endWith(stoppedOnRequest('Not started: its campaign has ended'), before);
  let access;
  try {
    access = accessFor(data, context.settings);
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    const end = endWith(error, before);
    context.note('job_finished', data, { ...end });
    return end;
  }
  const hasTtl = data.runArguments.includes('--lock-ttl');
  const run = runCluster(
    { name: data.cluster },
    {
      access,
      runArguments: [...data.runArguments, ...(hasTtl ? [] : ['--lock-ttl', context.lockTtl])],
      userArguments: data.userArguments,
      endsWithParent: true,
      progress: ({ run: id, recycled }) =>
        void job.updateProgress({ run: id, recycled: before + recycled } satisfies JobProgress).catch(() => {}),
    },
  );
  context.note('job_started', data);
  const followed = follow(job, run.signal, context);
  const end = await run.ended.finally(followed.end);
  return conclude({ ...end, recycled: before + end.recycled }, job, token, followed.isRecalled(), context);
}
