import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger, Store } from '@esg-recycler/esg-store';
import type { AnsibleSetup } from '../ansible/command.ts';
import { unfinishedInstance } from '../record/ledger.ts';
import { restoreCluster, restoreHint } from '../ansible/restore-cluster.ts';
import { withScratchFiles } from '../ansible/scratch-files.ts';

async function lastLedger({ ledgers }: Store, groups: readonly string[]): Promise<Ledger | undefined> {
  const all = (await ledgers.list()).map(({ value }) => value);
  return all
    .filter((ledger) => ledger.groups.some((group) => groups.includes(group)))
    .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt))
    .at(-1);
}

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
