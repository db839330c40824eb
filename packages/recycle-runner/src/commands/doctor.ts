import { ExitCode, printJson } from '@esg-recycler/core';
import { ansibleSetup, findTools } from '../ansible/setup.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { diagnosisText } from '../text/diagnosis-text.ts';
import { withCluster } from '../cluster/open-cluster.ts';
import { type ClusterArguments, readClusterOptions } from '../cluster/options.ts';
import { restoreCluster } from '../ansible/restore-cluster.ts';
import { writeInventory } from '../record/run-folder.ts';
import { filesIn, withScratchFolder } from '../ansible/scratch-files.ts';
import { contextOf, groupIdsOf } from '@esg-recycler/spotinst-stateful';
import { listenForStop } from '../run/stop-signals.ts';

/** Puts back what runs have left behind that did not live to do it, and says what is left to do. */
export async function doctor(given: ClusterArguments, userArguments: readonly string[]): Promise<void> {
  const options = readClusterOptions(given);
  const tools = findTools(userArguments);
  const stop = listenForStop();
  try {
    await withCluster(options, async ({ settings, clients, cluster, store }) => {
      const context = contextOf({ settings, clients, store }, { signal: stop.signal });
      const group = cluster.chosen[0].group.id;
      const groups = groupIdsOf(cluster);
      const diagnosis = await withScratchFolder(async (folder) => {
        const setup = await ansibleSetup(tools, { settings, groups }, () => writeInventory(folder));
        return diagnose(context, group, {
          ...options,
          restore: (lease) => restoreCluster(setup, group, lease, filesIn(folder)),
        });
      });
      if (given.json) printJson(diagnosis);
      else process.stdout.write(`${diagnosisText(diagnosis)}\n`);
      process.exitCode = diagnosis.left.length > 0 ? ExitCode.failed : ExitCode.done;
    });
  } finally {
    stop.dispose();
  }
}
