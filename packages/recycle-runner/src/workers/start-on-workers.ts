import { openSharedRedis } from '@esg-recycler/esg-store';
import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Access } from '../campaign/accounts.ts';
import type { Campaign } from '../campaign/campaign-file.ts';
import type { WaveContext } from '../campaign/run-wave.ts';
import { openCampaignQueue } from './campaign-queue.ts';
import { jobAccounts } from './cluster-job.ts';
import { queueCluster } from './queue-cluster.ts';

/** A worker that has just started takes a job within this time. */
const workerHintMs = 5000;

/** @throws EsgError `campaign-invalid`, exit code 2 */
function storeOf(accesses: readonly Access[], label: string): Access['settings'] {
  const [first, ...others] = accesses.map(({ settings }) => settings);
  if (others.every(({ store }) => store === first!.store)) return first!;
  throw new EsgError(`${label}: accounts: the config files name different stores`, {
    code: 'campaign-invalid',
    exitCode: ExitCode.usage,
    hint: 'With --workers, all accounts share one store: remove store from the config files, and set ESG_STORE_URL.',
  });
}

/**
 * Starts the runs of a campaign on workers, through the queue in the store.
 *
 * @throws EsgError `store-not-redis`, `campaign-invalid`, exit code 2, and those of the store
 */
export async function startOnWorkers({
  campaign,
  accesses,
  userArguments,
  note,
}: {
  campaign: Campaign;
  accesses: readonly Access[];
  userArguments: readonly string[];
  note: (line: string) => void;
}): Promise<{ start: WaveContext['start']; close: () => Promise<void> }> {
  const settings = storeOf(accesses, campaign.label);
  const { lockTtlMs } = campaign.options;
  const redis = await openSharedRedis(settings.store, settings, { waitMs: lockTtlMs });
  const queue = await openCampaignQueue(redis, lockTtlMs);
  let isHinted = false;

  /** Explains why nothing happens when no worker runs. */
  const hint = async (taken: Promise<unknown>): Promise<void> => {
    const isTaken = await Promise.race([taken.then(() => true), sleep(workerHintMs, false, { ref: false })]);
    if (isTaken || isHinted || (await queue.countWorkers()) > 0) return;
    isHinted = true;
    note(
      `No worker is connected to ${redis.place}. Start one on any machine with the same store: ${commandOf('recycle-runner', 'worker')}`,
    );
  };
  return {
    start: (cluster) => {
      const run = queueCluster(queue, cluster, {
        campaign: campaign.name,
        owner: queue.owner,
        cluster: cluster.name,
        title: cluster.title,
        account: cluster.account,
        accounts: jobAccounts(campaign.accounts),
        index: cluster.listing,
        runArguments: campaign.runArguments,
        userArguments: [...userArguments],
        signals: [],
      });
      if (run.queued) void hint(run.queued.taken).catch(() => {});
      return run;
    },
    close: async () => {
      await queue.close();
      await redis.close();
    },
  };
}
