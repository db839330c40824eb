import { blocking, ExitCode, printJson } from '@esg-recycler/core';
import { readOptions, type RollArguments } from '../options.ts';
import { planText } from '../plan-text.ts';
import { withSession } from '../session.ts';

/** Shows what `run` would do now, and touches nothing. */
export async function plan(given: RollArguments): Promise<void> {
  await withSession(readOptions(given), async ({ cluster, groups, look, inspect }) => {
    const { planned } = await look();
    const findings = await inspect(planned);
    if (given.json) printJson({ cluster: cluster.name, groups, instances: planned, findings });
    else process.stdout.write(`${planText(cluster.name, planned, findings)}\n`);
    process.exitCode = blocking(findings).length > 0 ? ExitCode.refused : ExitCode.done;
  });
}
