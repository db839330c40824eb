import { ExitCode, printJson } from '@esg-recycler/core';
import { contextOf, groupIdsOf } from '@esg-recycler/spotinst-stateful';
import { restoreCluster } from '../ansible/restore-cluster.ts';
import { filesIn, withScratchFolder } from '../ansible/scratch-files.ts';
import { ansibleSetup, findTools } from '../ansible/setup.ts';
import { withCluster } from '../cluster/open-cluster.ts';
import { type ClusterArguments, readClusterOptions } from '../cluster/options.ts';
import { withHolder } from '../cluster/roll-under-way.ts';
import { writeInventory } from '../record/run-folder.ts';
import { recoverCluster } from '../recover/recover-cluster.ts';
import { listenForStop } from '../run/stop-signals.ts';
import { recoveryText } from '../text/recovery-text.ts';

/** Cleans up after interrupted runs, and reports what is left to do. */
export async function recover(given: ClusterArguments, userArguments: readonly string[]): Promise<void> {
  const options = readClusterOptions(given);
  const tools = findTools(userArguments);
  const stop = listenForStop();
  try {
    await withCluster(options, async ({ settings, clients, cluster, store }) => {
      const context = contextOf({ settings, clients, store }, { signal: stop.signal });
      const group = cluster.chosen[0].group.id;
      const groups = groupIdsOf(cluster);
      const recovery = await withScratchFolder(async (folder) => {
        const setup = await ansibleSetup(tools, { settings, groups }, () => writeInventory(folder));
        return recoverCluster(context, group, {
          ...options,
          restore: (lease) => restoreCluster(setup, group, lease, filesIn(folder)),
        });
      }).catch(async (error: unknown) => {
        throw await withHolder(error, cluster.name, { store, groups });
      });
      if (given.json) printJson(recovery);
      else process.stdout.write(`${recoveryText(recovery, process.stdout.columns)}\n`);
      process.exitCode = recovery.left.length > 0 ? ExitCode.failed : ExitCode.done;
    });
  } finally {
    stop.dispose();
  }
}
