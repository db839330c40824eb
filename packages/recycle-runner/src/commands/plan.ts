import { blocking, ExitCode, printJson } from '@esg-recycler/core';
import { filesIn, withScratchFolder } from '../ansible/scratch-files.ts';
import { ansibleSetup, findTools, recycleSetup } from '../ansible/setup.ts';
import { checkPlan, noteOnStderr } from '../check/check-plan.ts';
import { type GateView, notLooked } from '../check/gate-view.ts';
import { readOptions, type RollArguments } from '../cluster/options.ts';
import { mergeFindings } from '../plan/plan-findings.ts';
import { inForetoldOrder } from '../plan/plan-order.ts';
import { planText } from '../text/plan-text.ts';
import { writeInventory } from '../record/run-folder.ts';
import { withRollSession } from '../run/session.ts';

/** Shows what `run` would do now, and touches nothing. */
export async function plan(given: RollArguments, userArguments: readonly string[]): Promise<void> {
  const options = readOptions(given);
  await withRollSession(options, async (session) => {
    const { cluster, groups, read } = session;
    const reading = await read({ withDeployments: true });
    const check = (folder: string): Promise<GateView> => {
      const setup = ansibleSetup(findTools(userArguments), session, () => writeInventory(folder));
      const note = given.json ? undefined : noteOnStderr;
      return checkPlan(recycleSetup(setup, options), reading, filesIn(folder), { note });
    };
    // What stands against it already would only be told again.
    const gates = blocking(reading.findings).length > 0 ? notLooked : await withScratchFolder(check);
    const findings = mergeFindings(reading.findings, gates.findings);
    const instances = inForetoldOrder(reading.planned, gates.yieldTo);
    if (given.json) printJson({ cluster: cluster.name, groups, instances, gate: gates.look, findings });
    else process.stdout.write(`${planText(cluster.name, instances, findings, { ...options, look: gates.look })}\n`);
    process.exitCode = blocking(findings).length > 0 ? ExitCode.refused : ExitCode.done;
  });
}
