import type { SharedRedis } from '@esg-recycler/esg-store';
import { Job, Worker } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEnd } from '../campaign/run-follower.ts';
import { campaignKey, type ClusterJob, clusterQueue } from './cluster-job.ts';
import { jobLockTimes, maxLostWorkers } from './lease-times.ts';
import { type JobContext, performJob } from './perform-job.ts';
import { queueClient } from './queue-client.ts';

export interface WorkerSetup extends Pick<JobContext, 'settings' | 'stop' | 'note' | 'lockTtl'> {
  redis: SharedRedis;
  lockTtlMs: number;
  /** The maximum number of clusters at the same time. */
  atOnce: number;
  /** Called with a problem of the connection or the queue. */
  warn: (message: string) => void;
}

/** How long an idle worker waits for a server that is away, in milliseconds. */
const closeMs = 5000;

/** The pause before a failed read of the queue is repeated, in milliseconds. */
const retryPauseMs = 1000;

/** Takes jobs until the first stop signal; the jobs in progress finish their instance and go back to the queue. */
export async function runWorker(setup: WorkerSetup, ready: () => void): Promise<void> {
  const { redis, settings, stop, atOnce, lockTtlMs, warn } = setup;
  const runs = new Set<(name: NodeJS.Signals) => void>();
  const lost = new Map<string, () => void>();
  stop.onPress(() => {
    for (const signal of runs) signal('SIGINT');
  });
  // Waits while the server is away: a result must not be lost then.
  const client = redis.client.duplicate({ disableOfflineQueue: false });
  const context: JobContext = {
    ...setup,
    watch: (signal) => {
      runs.add(signal);
      return () => runs.delete(signal);
    },
    onLockLost: (jobId, call) => {
      lost.set(jobId, call);
      return () => lost.delete(jobId);
    },
    read: (jobId) => Job.fromId<ClusterJob, RunEnd>(worker, jobId),
    isCampaignAlive: async (owner) => (await redis.reconnect(() => redis.client.exists(campaignKey(owner)))) > 0,
  };
  const worker = new Worker<ClusterJob, RunEnd>(clusterQueue.name, (job, token) => performJob(job, token!, context), {
    prefix: clusterQueue.prefix,
    connection: queueClient(client),
    name: settings.name,
    concurrency: atOnce,
    maxStalledCount: maxLostWorkers,
    runRetryDelay: retryPauseMs,
    ...jobLockTimes(lockTtlMs),
  });
  // An error of several addresses has a code and no message.
  worker.on('error', (error: NodeJS.ErrnoException) =>
    warn(`the queue on ${redis.place}: ${error.message || (error.code ?? error.name)}`),
  );
  worker.on('lockRenewalFailed', (jobIds) => {
    for (const id of jobIds) lost.get(id)?.();
  });
  try {
    await worker.waitUntilReady();
    ready();
    await new Promise<void>((resolve) => {
      if (stop.signal.aborted) resolve();
      stop.signal.addEventListener('abort', () => resolve());
    });
  } finally {
    await close(worker, () => runs.size === 0 && !client.isReady);
    if (client.isOpen) client.destroy();
  }
}

/**
 * Waits for the jobs in progress. Closing also waits for the server: a worker without runs gives up when it stays away,
 * because another worker takes a job without a result.
 */
async function close(worker: Worker, isAlone: () => boolean): Promise<void> {
  const closing = worker.close().then(() => true);
  while (!(await Promise.race([closing, sleep(closeMs, false)]))) {
    if (!isAlone()) continue;
    closing.catch(() => {});
    await worker.disconnect().catch(() => {});
    return;
  }
}
