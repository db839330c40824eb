import { blocking, ExitCode, printJson } from '@esg-recycler/core';
import { join } from 'node:path';
import { ansibleSetup, findTools, recycleSetup } from '../ansible-setup.ts';
import type { GateView } from '../gate-findings.ts';
import { inForetoldOrder } from '../gate-look.ts';
import { lookAtGates, noteOnStderr, notLooked } from '../look-at-gates.ts';
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
      const files = (group: string) => ({
        log: join(folder, `${group}.log`),
        events: join(folder, `${group}.events.jsonl`),
      });
      const note = given.json ? undefined : noteOnStderr;
      return lookAtGates(recycleSetup(setup, options), { cluster: cluster.name, planned }, files, { note });
    };
    // What stands against it already would only be told again.
    const gates: GateView = blocking(found).length > 0 ? notLooked : await withScratchFolder(lookNow);
    const findings = [...found, ...gates.findings];
    const instances = inForetoldOrder(planned, gates.look);
    if (given.json) printJson({ cluster: cluster.name, groups, instances, gate: gates.look, findings });
    else process.stdout.write(`${planText(cluster.name, instances, findings, { ...options, look: gates.look })}\n`);
    process.exitCode = blocking(findings).length > 0 ? ExitCode.refused : ExitCode.done;
  });
}
