import { describeProtection } from '@esg-recycler/spotinst-stateful';
import { ExitCode, printJson } from '@esg-recycler/core';
import { findTools } from '../ansible/setup.ts';
import { noteOnStderr } from '../check/check-plan.ts';
import { readPreview } from '../run/preview.ts';
import { readOptions, type RollArguments } from '../cluster/options.ts';
import { blockedBy } from '../run/objection.ts';
import { planText } from '../text/plan-text.ts';
import { withRollSession } from '../run/session.ts';

/** Shows what `run` would do now, and changes nothing. */
export async function plan(given: RollArguments, userArguments: readonly string[]): Promise<void> {
  const options = readOptions(given);
  const tools = findTools(userArguments);
  await withRollSession(options, async (session) => {
    const found = await readPreview(session, options, tools, given.json ? undefined : noteOnStderr);
    if (given.json) printJson(found);
    else
      process.stdout.write(
        `${planText(found.cluster, found.instances, found.findings, { ...found, overrides: options.overrides, evaluate: found.gate, protection: describeProtection(session.settings.store), columns: process.stdout.columns })}\n`,
      );
    process.exitCode = blockedBy(found.findings)?.exitCode ?? ExitCode.done;
  });
}
