import { EsgError, ExitCode } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignCluster } from '../campaign/resolve-waves.ts';
import type { ClusterRun } from '../campaign/run-cluster.ts';
import { endWith, type RunEnd } from '../campaign/run-follower.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import type { CampaignQueue } from './campaign-queue.ts';
import { type ClusterJob, jobIdOf, pollMs } from './cluster-job.ts';
import type { ClusterJobHandle } from './perform-job.ts';

const again = 'Run the same command again: it continues from what Spot shows.';

const missing = (title: string): EsgError =>
  new EsgError(`The job of ${title} is no longer in the queue`, {
    code: 'job-missing',
    exitCode: ExitCode.failed,
    hint: again,
  });

const failed = (title: string, reason: string): EsgError =>
  new EsgError(`The job of ${title} failed without a result: ${reason}`, {
    code: 'job-failed',
    exitCode: ExitCode.failed,
    hint: again,
  });

/** The end of a job; undefined while it waits or runs. */
function endOf(title: string, job: ClusterJobHandle | undefined): RunEnd | undefined {
  if (!job) return endWith(missing(title));
  if (job.finishedOn === undefined) return undefined;
  return job.returnvalue ?? endWith(failed(title, job.failedReason));
}

/** Puts a cluster into the queue of the workers. Ends like a run in a process of this campaign. */
export function queueCluster(queue: CampaignQueue, cluster: CampaignCluster, job: ClusterJob): ClusterRun {
  const { title } = cluster;
  const id = jobIdOf(cluster);
  const taken = Promise.withResolvers<string>();
  const withdrawn = Promise.withResolvers<RunEnd>();
  let withdrawal = Promise.resolve(false);

  const withdraw = (): Promise<boolean> => {
    withdrawal = withdrawal.then((isDone) => isDone || queue.remove(id)).catch(() => false);
    return withdrawal;
  };
  const follow = async (): Promise<RunEnd> => {
    await queue.put(id, job);
    for (;;) {
      const now = await queue.read(id);
      // Whoever withdrew it decides what that means.
      if (await withdrawal) return withdrawn.promise;
      const end = endOf(title, now);
      if (now?.processedBy !== undefined) taken.resolve(now.processedBy);
      if (end) return end;
      await sleep(pollMs.campaign);
    }
  };
  const pass = async (name: NodeJS.Signals): Promise<void> => {
    if (await withdraw()) withdrawn.resolve(endWith(stoppedOnRequest()));
    else await queue.signal(id, name);
  };
  const asEnd = (error: unknown): RunEnd => {
    if (error instanceof EsgError) return endWith(error);
    throw error;
  };
  return {
    ended: follow().catch(asEnd),
    signal: (name) => void pass(name).catch(() => {}),
    queued: { taken: taken.promise, withdraw },
  };
}
