import { addExamples, createProgram, runProgram } from '@esg-recycler/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommonArguments } from './commands/arguments.ts';
import type { CheckArguments } from './commands/check.ts';
import { exampleOf, exitCodes } from './help.ts';
import { kindNames, kindsThatChange } from './check/kinds.ts';

const program = createProgram(
  'cluster-health',
  'Is the cluster whole without this node? Prepares it for its leaving, and restores it. Prints one JSON document.',
  exitCodes,
);
addExamples(program, [exampleOf('zookeeper', 'check')]);

const addresses = (text: string): string[] =>
  text
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean);

function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}

const phase = () =>
  new Option('--phase <phase>', 'before: it is to leave; after: it must be back')
    .choices(['before', 'after'])
    .default('before');

/** It always prints JSON; the option is there because every executable takes it. */
const addCommonOptions = (command: Command): Command =>
  command
    .requiredOption('--node <host>', 'the node that is recycled; required')
    .option('--nodes <hosts>', 'all nodes of the cluster, separated by commas (default: that one)', addresses)
    .option('--expect <n>', 'how many nodes it has, paused ones included (default: as many as listed)', wholeNumber)
    .option('--config <file>', "the kind's options as YAML or JSON; - for standard input")
    .addOption(new Option('--json', 'print JSON').hideHelp());

for (const name of kindNames) {
  const kind = program.command(name).description(`a cluster of the kind ${name}`);
  addExamples(kind, [exampleOf(name, 'check')]);

  addExamples(addCommonOptions(kind.command('check')), [exampleOf(name, 'check')])
    .description('judge it by the rules of docs/gates.md; touches nothing')
    .addOption(phase())
    .option('--due <hosts>', 'the nodes that are still to be recycled, separated by commas', addresses)
    .option('--override <rule=reason...>', 'speak for a rule that can never hold here')
    .option('--count <n>', 'clean looks in a row that open the gate', wholeNumber, 1)
    .option('--interval <duration>', 'how long between two looks', '10s')
    .option('--timeout <duration>', 'how long the gate may stay shut; 0 looks once', '0')
    .action(async (options: CheckArguments) => (await import('./commands/check.ts')).check(name, options));

  const isNeeded = kindsThatChange.has(name);
  const addChange = (step: 'prepare' | 'restore', description: string) =>
    addExamples(addCommonOptions(kind.command(step)), isNeeded ? [exampleOf(name, step)] : [])
      .description(isNeeded ? description : `does nothing: ${name} needs nothing`)
      // Before, a node that is down may leave nobody to tell; once it is back, that is a failure.
      .addOption(phase().hideHelp())
      .action(async (options: CommonArguments) => (await import('./commands/change.ts')).change(name, step, options));

  addChange('prepare', 'change what must change for the node to leave');
  addChange('restore', 'put back what prepare changed; any number of times');
}

// Whoever calls this executable reads its errors as JSON too, asked for or not.
await runProgram(program, process.argv, true);
