import { ExitCode, printJson } from '@esg-recycler/core';
import { diagnose } from '../doctor/diagnose.ts';
import { diagnosisText } from '../doctor/diagnosis-text.ts';
import { withCluster } from '../open-cluster.ts';
import { type ClusterArguments, readClusterOptions } from '../options.ts';
import { statefulContext } from '../stateful-context.ts';
import { listenForStop } from '../stop-signals.ts';

/** Puts back what runs have left behind that did not live to do it, and says what is left to do. */
export async function doctor(given: ClusterArguments): Promise<void> {
  const options = readClusterOptions(given);
  const stop = listenForStop();
  try {
    await withCluster(options, async ({ settings, clients, cluster, store }) => {
      const context = statefulContext(settings, { clients, store, signal: stop.signal });
      const diagnosis = await diagnose(context, cluster.chosen[0]!.group.id, options);
      if (given.json) printJson(diagnosis);
      else process.stdout.write(`${diagnosisText(diagnosis)}\n`);
      process.exitCode = diagnosis.left.length > 0 ? ExitCode.failed : ExitCode.done;
    });
  } finally {
    stop.dispose();
  }
}
