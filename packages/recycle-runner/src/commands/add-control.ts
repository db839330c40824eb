import { addExamples, type ExitCodeMeanings, setExitCodes } from '@esg-recycler/core';
import { type Command, Option } from 'commander';
import type { RunNameArguments } from '../control/run-name.ts';
import { controlExitCodes, statusExitCodes, unlockExitCodes } from '../text/run-help.ts';
import type { StatusArguments } from './status.ts';

const holdExamples = [
  ['Hold a run after its instance in progress', "recycle-runner hold --esg my-kafka --reason 'a customer demo'"],
] as const;
const continueExamples = [['Continue a held run', 'recycle-runner continue --esg my-kafka']] as const;
const approveExamples = [
  ['Approve the instance that a run waits for', 'recycle-runner approve 20261128T160954Z'],
  ['Approve all of its remaining instances', 'recycle-runner approve --esg my-kafka --all'],
] as const;
const statusExamples = [
  ['Show every run that is in progress', 'recycle-runner status'],
  ['Follow a run from another terminal or machine', 'recycle-runner status --esg my-kafka --follow'],
] as const;
const unlockExamples = [
  ['Remove the lease of a run whose process has ended', 'recycle-runner unlock --esg my-kafka'],
] as const;

const runHelp = 'id of the run, or its beginning; default: the only one';

/** Adds `status`, `hold`, `continue`, `approve` and `unlock`. */
export function addControl(program: Command): void {
  const add = (name: string, description: string, exitCodes: ExitCodeMeanings = controlExitCodes): Command =>
    setExitCodes(program.command(name), exitCodes)
      .argument('[run]', runHelp)
      .description(description)
      .option('--esg <group>', 'the run of this group, by id or name')
      .option('--cluster <name>', 'the run of this cluster')
      .option('--config <file>', 'config file (default: $ESG_CONFIG, or the only *.spotinst_esg.yml here)')
      .option('--json', 'print the result as JSON');

  addExamples(
    add('status', 'show runs in progress: who, how far, and what they wait for', statusExitCodes)
      .option('--follow', 'print what the run does until it ends')
      .action(async (run: string | undefined, given: StatusArguments) =>
        (await import('./status.ts')).status(run, given),
      ),
    statusExamples,
  );
  addExamples(
    add('hold', 'start no other instance of a run until somebody continues it')
      .option('--reason <text>', 'why; everybody sees it')
      .action(async (run: string | undefined, given: RunNameArguments & { reason?: string }) =>
        (await import('./control.ts')).hold(run, given),
      ),
    holdExamples,
  );
  addExamples(
    add('continue', 'continue a held run').action(async (run: string | undefined, given: RunNameArguments) =>
      (await import('./control.ts')).continueHeld(run, given),
    ),
    continueExamples,
  );
  addExamples(
    add('approve', 'approve the instance that a run with --approve waits for')
      .addOption(new Option('--all', 'approve all remaining instances').conflicts('skip'))
      .option('--skip', 'leave this instance as it is')
      .action(async (run: string | undefined, given: RunNameArguments & { all?: boolean; skip?: boolean }) =>
        (await import('./control.ts')).approve(run, given),
      ),
    approveExamples,
  );
  addExamples(
    add('unlock', 'remove the lease of a run whose process has ended', unlockExitCodes).action(
      async (run: string | undefined, given: RunNameArguments) => (await import('./unlock.ts')).unlock(run, given),
    ),
    unlockExamples,
  );
}
