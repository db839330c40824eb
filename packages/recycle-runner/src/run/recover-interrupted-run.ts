import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger, Store } from '@esg-recycler/esg-store';
import type { AnsibleSetup } from '../ansible/command.ts';
import { lostInstance } from '../record/ledger.ts';
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
 * Puts back what the last run of this cluster prepared in it, when that run did not end well. Before a plan: gates
 * would take what is left for the cluster's own state. For the holder of the lease.
 *
 * @throws EsgError `restore-failed`, exit code 3
 */
export async function recoverInterruptedRun(setup: AnsibleSetup, store: Store, lease: string): Promise<void> {
  const last = await lastLedger(store, setup.groups);
  const lost = last && lostInstance(last);
  if (!last || !lost) return;
  const { group } = lost;
  const { problem } = await withScratchFiles((files) => restoreCluster(setup, group, lease, files));
  if (problem === undefined) return;
  throw new EsgError(`Run ${last.run} did not end well. ${problem}`, {
    code: 'restore-failed',
    exitCode: ExitCode.refused,
    hint: restoreHint(group),
  });
}
