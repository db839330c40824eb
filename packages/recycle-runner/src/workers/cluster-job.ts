import type { CampaignAccount } from '../campaign/campaign-file.ts';
import type { CampaignCluster } from '../campaign/resolve-waves.ts';

/** The queue of the workers. Its keys share the hash slot of the store. */
export const clusterQueue = { name: 'clusters', prefix: '{esg-recycler}' } as const;

/** How often a campaign reads its jobs, and a worker the signals for its job; milliseconds. */
export const pollMs = { campaign: 250, worker: 1000 } as const;

/** An account of a campaign as its file names it; the worker has the token. */
type JobAccount = Pick<CampaignAccount, 'account' | 'token_env' | 'profile' | 'config'>;

/** What a worker needs to roll a cluster: ids and options, but no token. */
export interface ClusterJob {
  /** The name of the campaign, for people. */
  campaign: string;
  /** The campaign process; see `campaignKey`. */
  owner: string;
  /** What `--cluster` takes. */
  cluster: string;
  /** What people call it. */
  title: string;
  /** Its accounts, separated by a comma and a space. */
  account: string;
  /** The accounts of the campaign file; absent: the settings of the worker apply. */
  accounts?: JobAccount[];
  /** Which of `accounts` it is. */
  index: number;
  runArguments: string[];
  userArguments: string[];
  /** The signals that the user sent to the campaign. */
  signals: NodeJS.Signals[];
}

/** What the workers of a job have reached so far. */
export interface JobProgress {
  /** The run of the last worker. */
  run?: string;
  /** The number of instances that all of them have recycled. */
  recycled: number;
}

/** The same cluster always has the same id, so that it is never in the queue twice. BullMQ allows no colon. */
export const jobIdOf = ({ account, name }: Pick<CampaignCluster, 'account' | 'name'>): string =>
  [account, name].map(encodeURIComponent).join('/');

/** Exists while a campaign process lives, so that no worker starts what a dead campaign has left in the queue. */
export const campaignKey = (owner: string): string => `${clusterQueue.prefix}:campaign:${owner}`;

/** How long the key of a campaign lives without renewal, in milliseconds. */
export const campaignKeyMs = 120_000;

/** Without the path on the machine of the campaign: the worker has files of its own. */
export const jobAccounts = (accounts: readonly CampaignAccount[] | undefined): JobAccount[] | undefined =>
  accounts?.map(({ account, token_env, profile, writtenConfig }) => ({
    account,
    token_env,
    profile,
    config: writtenConfig,
  }));
