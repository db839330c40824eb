import { addExamples, addHelpCommands, createProgram, runProgram, setExitCodes } from '@esg-recycler/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommonArguments } from './commands/arguments.ts';
import type { CheckArguments } from './commands/check.ts';
import { exampleOf, exitCodes, exitCodesOf } from './help.ts';
import { pageOf } from './kind/documentation.ts';
import { kindNames, kindsThatChange } from './check/kinds.ts';

const program = createProgram(
  'cluster-health',
  'Check whether a cluster stays healthy without a node, and prepare and restore it. Prints one JSON document.',
  exitCodes,
);
addExamples(program, [exampleOf('zookeeper', 'check')]);

const addresses = (text: string): string[] =>
  text
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean);

function positiveInteger(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be an integer, 1 or more.');
}

const phase = () =>
  new Option('--phase <phase>', 'before: the node leaves; after: it is back')
    .choices(['before', 'after'])
    .default('before');

/** The output is always JSON. The option exists because every executable has it. */
const addCommonOptions = (command: Command): Command =>
  command
    .requiredOption('--node <host>', 'the node that is recycled (required)')
    .option('--nodes <hosts>', 'all nodes of the cluster, comma-separated (default: only --node)', addresses)
    .option(
      '--expect <n>',
      'number of nodes in the cluster, including paused ones (default: as many as in --nodes)',
      positiveInteger,
    )
    .option('--config <file>', 'YAML or JSON file with the options of the kind; - for standard input')
    .addOption(new Option('--json', 'print JSON').hideHelp());

for (const name of kindNames) {
  const kind = program.command(name).description(`health checks of the kind ${name}`);
  addExamples(kind, [exampleOf(name, 'check')]);

  addExamples(setExitCodes(addCommonOptions(kind.command('check')), exitCodesOf('check')), [exampleOf(name, 'check')])
    .description(`evaluate the rules of ${pageOf(name)}; changes nothing`)
    .addOption(phase())
    .option('--due <hosts>', 'nodes that still need a recycle, comma-separated', addresses)
    .option('--override <rule=reason...>', 'override a rule that cannot pass in this cluster')
    .option('--count <n>', 'checks that must pass in a row', positiveInteger, 1)
    .option('--interval <duration>', 'time between two checks', '10s')
    .option('--timeout <duration>', 'how long to wait for the checks to pass; 0 checks once', '0')
    .action(async (options: CheckArguments) => (await import('./commands/check.ts')).check(name, options));

  const isNeeded = kindsThatChange.has(name);
  const addChange = (step: 'prepare' | 'restore', description: string) =>
    addExamples(setExitCodes(addCommonOptions(kind.command(step)), exitCodesOf(step)), [exampleOf(name, step)])
      .description(isNeeded ? description : `does nothing for ${name}`)
      // Before the recycle, the node may be down. After it, an unreachable node is a failure.
      .addOption(phase().hideHelp())
      .action(async (options: CommonArguments) => (await import('./commands/change.ts')).change(name, step, options));

  addChange('prepare', 'change the cluster so that the node can leave');
  addChange('restore', 'undo the changes of prepare; safe to repeat');
}

addHelpCommands(program);

// The caller is a program, so errors are always JSON too.
await runProgram(program, process.argv, true);
