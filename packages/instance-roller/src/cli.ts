import { addExamples, createProgram, environmentVariables, ExitCode, printJson, runProgram } from '@esg-recycler/core';
import type { Step } from './step/open-step.ts';

const program = createProgram(
  'instance-roller',
  'The steps of a roll for one instance: assess, prepare, recycle, verify, restore. Reads one JSON document from standard input and prints one. The role esg_recycle runs it.',
);

const addExample = (command: typeof program, step: string): typeof program =>
  addExamples(command, [['Run it with the document that the role passes', `instance-roller ${step} < request.json`]]);
addExample(program, 'assess');

type Perform = (step: Step) => Promise<object | void>;

/** The steps before the request of a recycle, which a stop ends. */
const stoppable: ReadonlySet<string> = new Set(['assess', 'prepare', 'recycle']);

/** Adds one step of the role esg_recycle. A refusal is exit code 3. */
function addStep(name: string, description: string, load: () => Promise<Perform>): void {
  addExample(program.command(name), name)
    .description(description)
    .option('--json', 'print JSON (always on)')
    .action(async () => {
      const [{ readRequest }, { withStep }, perform] = await Promise.all([
        import('./request.ts'),
        import('./step/open-step.ts'),
        load(),
      ]);
      // A restore follows a step that has already waited for the store.
      const stopFile = stoppable.has(name) ? process.env[environmentVariables.stop] : undefined;
      const answer = (await withStep(readRequest(), perform, { waits: name !== 'restore', stopFile })) ?? {};
      printJson(answer);
      if ('decision' in answer && answer.decision === 'refuse') process.exitCode = ExitCode.refused;
    });
}

addExample(program.command('check-plan'), 'check-plan')
  .description('check cluster, ports and connections once for all instances of a plan')
  .option('--json', 'print JSON (always on)')
  .action(async () => {
    const [{ checkPlan }, { readFileSync }] = await Promise.all([import('./steps/check-plan.ts'), import('node:fs')]);
    printJson(await checkPlan(JSON.parse(readFileSync(0, 'utf8'))));
  });

addStep(
  'assess',
  'decide whether the instance can be recycled now; waits for what may pass',
  async () => (await import('./steps/assess.ts')).assess,
);
addStep(
  'prepare',
  'prepare the cluster for the node to leave',
  async () => (await import('./steps/prepare.ts')).prepare,
);
addStep(
  'recycle',
  'check again, recycle the instance, and verify the result',
  async () => (await import('./steps/recycle.ts')).recycle,
);
addStep(
  'verify',
  'restore the cluster, wait until it is healthy, and finish',
  async () => (await import('./steps/verify.ts')).verify,
);
addStep(
  'finish',
  'record that the health check after the recycle has passed',
  async () => (await import('./steps/verify.ts')).finish,
);
addStep(
  'restore',
  'restore what was prepared in the cluster',
  async () => (await import('./steps/restore.ts')).restore,
);
addStep(
  'left',
  'show whether the drain of the node must be undone',
  async () => (await import('./steps/restore.ts')).needsUndrain,
);

// Callers of this executable read its errors as JSON too, with or without --json.
await runProgram(program, process.argv, true);
