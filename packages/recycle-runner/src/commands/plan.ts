import { blocking, ExitCode, printJson } from '@esg-recycler/core';
import { join } from 'node:path';
import { ansibleSetup, findTools, recycleSetup } from '../ansible-setup.ts';
import type { GateView } from '../gate-findings.ts';
import { lookAtGates } from '../look-at-gates.ts';
import { readOptions, type RollArguments } from '../options.ts';
import { planText } from '../plan-text.ts';
import { writeInventory } from '../run-folder.ts';
import { withScratchFolder } from '../scratch-files.ts';
import { withSession } from '../session.ts';

/** Shows what `run` would do now, and touches nothing. */
export async function plan(given: RollArguments, userArguments: readonly string[]): Promise<void> {
  const options = readOptions(given);
  await withSession(options, async (session) => {
    const { cluster, groups, look, inspect } = session;
    const { planned } = await look();
    const found = await inspect(planned);
    const lookNow = (folder: string): Promise<GateView> => {
      const setup = ansibleSetup(findTools(userArguments), session, () => writeInventory(folder));
      return lookAtGates(recycleSetup(setup, options), { cluster: cluster.name, planned }, (group) => ({
        log: join(folder, `${group}.log`),
        events: join(folder, `${group}.events.jsonl`),
      }));
    };
    // What stands against it already would only be told again.
    const gates = blocking(found).length > 0 ? { findings: [] } : await withScratchFolder(lookNow);
    const findings = [...found, ...gates.findings];
    if (given.json) printJson({ cluster: cluster.name, groups, instances: planned, findings });
    else process.stdout.write(`${planText(cluster.name, planned, findings)}\n`);
    process.exitCode = blocking(findings).length > 0 ? ExitCode.refused : ExitCode.done;
  });
}
