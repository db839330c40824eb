import { createProgram, ExitCode, printJson, runProgram } from '@esg-recycler/core';
import type { Step } from './step/open-step.ts';

const program = createProgram(
  'instance-roller',
  'One instance of a roll: may it go now? The checks before and after, prepare and restore. Takes one JSON document on standard input and prints one.',
);

type Perform = (step: Step) => Promise<object | void>;

/** One step of the role esg_recycle; an answer that refuses is exit code 3. */
function addStep(name: string, description: string, load: () => Promise<Perform>): void {
  program
    .command(name)
    .description(description)
    .option('--json', 'print JSON, which it always does')
    .action(async () => {
      const [{ readRequest }, { withStep }, perform] = await Promise.all([
        import('./request.ts'),
        import('./step/open-step.ts'),
        load(),
      ]);
      const answer = (await withStep(readRequest(), perform)) ?? {};
      printJson(answer);
      if ('decision' in answer && answer.decision === 'refuse') process.exitCode = ExitCode.refused;
    });
}

program
  .command('check-plan')
  .description('one look at cluster, ports and connections for all instances of a plan')
  .option('--json', 'print JSON, which it always does')
  .action(async () => {
    const [{ checkPlan }, { readFileSync }] = await Promise.all([import('./steps/check-plan.ts'), import('node:fs')]);
    printJson(await checkPlan(JSON.parse(readFileSync(0, 'utf8'))));
  });

addStep(
  'assess',
  'may the instance go now? Waits for what may pass',
  async () => (await import('./steps/assess.ts')).assess,
);
addStep(
  'prepare',
  'change what must change for its node to leave',
  async () => (await import('./steps/prepare.ts')).prepare,
);
addStep(
  'recycle',
  'check once more, recycle it, and prove it',
  async () => (await import('./steps/recycle.ts')).recycle,
);
addStep(
  'verify',
  'restore, wait until the cluster is healthy, finish',
  async () => (await import('./steps/verify.ts')).verify,
);
addStep('finish', 'put on record that its check was passed', async () => (await import('./steps/verify.ts')).finish);
addStep(
  'restore',
  'put back what was prepared in the cluster',
  async () => (await import('./steps/restore.ts')).restore,
);
addStep('left', 'whether its drain is to be undone', async () => (await import('./steps/restore.ts')).needsUndrain);

// Whoever calls this executable reads its errors as JSON too, asked for or not.
await runProgram(program, process.argv, true);
