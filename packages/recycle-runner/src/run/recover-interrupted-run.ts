import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import type { AnsibleSetup } from '../ansible/command.ts';
import { lastLedger } from '../record/last-ledger.ts';
import { unfinishedInstance } from '../record/ledger.ts';
import { restoreCluster, restoreHint } from '../ansible/restore-cluster.ts';
import { withScratchFiles } from '../ansible/scratch-files.ts';

/**
 * Restores the cluster after the last run failed or was interrupted. Call it before a plan, because health checks would
 * take the temporary settings for the state of the cluster, and only as the holder of the lease.
 *
 * @throws EsgError `restore-failed`, exit code 3
 */
export async function recoverInterruptedRun(setup: AnsibleSetup, store: Store, lease: string): Promise<void> {
  const last = await lastLedger(store, setup.groups);
  const unfinished = last && unfinishedInstance(last);
  if (!last || !unfinished) return;
  const { group } = unfinished;
  const { problem } = await withScratchFiles((files) => restoreCluster(setup, group, lease, files));
  if (problem === undefined) return;
  throw new EsgError(`Run ${last.run} failed or was interrupted. ${problem}`, {
    code: 'restore-failed',
    exitCode: ExitCode.refused,
    hint: restoreHint(group),
  });
}
