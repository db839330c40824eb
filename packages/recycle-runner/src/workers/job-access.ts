import { EsgError, ExitCode, type StoreSettings } from '@esg-recycler/core';
import { type Access, openAccount, openDefault } from '../campaign/accounts.ts';
import type { ClusterJob } from './cluster-job.ts';

const unsuitable = (message: string, hint: string): EsgError =>
  new EsgError(message, { code: 'worker-unsuitable', exitCode: ExitCode.usage, hint });

export interface WorkerSettings extends Pick<StoreSettings, 'store'> {
  /** `--config` of the worker. */
  config?: string;
  env: NodeJS.ProcessEnv;
  /** For messages: `host:pid`. */
  name: string;
}

/**
 * The credentials of this worker for a job. A worker must not roll the same name in another account, and not with another
 * store, because the lease would be there.
 *
 * @throws EsgError exit code 2: `worker-unsuitable`, `campaign-invalid`, and those of the settings
 */
export function accessFor(job: ClusterJob, { config, env, store, name }: WorkerSettings): Access {
  const { accounts, index, account, title } = job;
  const options = { label: `worker ${name}`, config, env };
  const one = accounts?.[index];
  const access = accounts && one ? openAccount(one, index, { ...options, accounts }) : openDefault(options);
  const { settings } = access;
  const missing = account.split(', ').filter((id) => !settings.accounts.includes(id));
  if (missing.length > 0)
    throw unsuitable(
      `worker ${name}: ${title} is in ${account}, but the settings of this worker name only ${settings.accounts.join(', ')}`,
      'Give every worker the accounts of the campaign (spotinst_account_id), or list accounts in the campaign file.',
    );
  if (settings.store !== store)
    throw unsuitable(
      `worker ${name}: the settings for ${account} name another store than the worker itself`,
      'Use one store for all config files: the lease of a cluster must be in the store that all workers share.',
    );
  return access;
}
