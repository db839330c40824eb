import type { SharedRedis } from '@esg-recycler/esg-store';
import { Job, Queue } from 'bullmq';
import { randomUUID } from 'node:crypto';
import type { RunEnd } from '../campaign/run-follower.ts';
import { campaignKey, campaignKeyMs, type ClusterJob, clusterQueue } from './cluster-job.ts';
import { leaseRetries } from './lease-times.ts';
import type { ClusterJobHandle } from './perform-job.ts';
import { queueClient } from './queue-client.ts';

/** The queue as one campaign process uses it. Every step waits while the server is away. */
export interface CampaignQueue {
  /** The id of this campaign process. */
  owner: string;
  /** Adds a job. One that waits is replaced, and one that runs stays. */
  put: (id: string, job: ClusterJob) => Promise<void>;
  /** @returns undefined when the job does not exist */
  read: (id: string) => Promise<ClusterJobHandle | undefined>;
  /** @returns whether the job is no longer in the queue; false when a worker runs it */
  remove: (id: string) => Promise<boolean>;
  /** Passes a signal on to the run of a job. */
  signal: (id: string, name: NodeJS.Signals) => Promise<void>;
  countWorkers: () => Promise<number>;
  close: () => Promise<void>;
}

const keptSeconds = 24 * 60 * 60;

/** @param lockTtlMs the time of the leases of this campaign */
export async function openCampaignQueue({ client, reconnect }: SharedRedis, lockTtlMs: number): Promise<CampaignQueue> {
  const owner = randomUUID();
  const queue = new Queue<ClusterJob, RunEnd>(clusterQueue.name, {
    prefix: clusterQueue.prefix,
    connection: queueClient(client),
    defaultJobOptions: {
      ...leaseRetries(lockTtlMs),
      removeOnComplete: { age: keptSeconds },
      removeOnFail: { age: keptSeconds },
    },
  });
  // The steps report what fails.
  queue.on('error', () => {});
  const keepAlive = () => client.set(campaignKey(owner), '1', { PX: campaignKeyMs });
  await reconnect(keepAlive);
  const timer = setInterval(() => void keepAlive().catch(() => {}), campaignKeyMs / 4);

  const read = (id: string) => reconnect(() => Job.fromId<ClusterJob, RunEnd>(queue, id));
  // A job that a worker holds cannot be removed.
  const remove = async (id: string): Promise<boolean> => {
    await reconnect(() => queue.remove(id));
    return (await read(id)) === undefined;
  };
  return {
    owner,
    put: async (id, job) => {
      await remove(id);
      await reconnect(() => queue.add('cluster', job, { jobId: id }));
    },
    read,
    remove,
    signal: async (id, name) => {
      const job = await read(id);
      if (job) await reconnect(() => job.updateData({ ...job.data, signals: [...job.data.signals, name] }));
    },
    countWorkers: () => reconnect(() => queue.getWorkersCount()),
    close: async () => {
      clearInterval(timer);
      await client.del(campaignKey(owner)).catch(() => {});
      await queue.close();
    },
  };
}
