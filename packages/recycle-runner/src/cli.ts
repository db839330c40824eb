import { addExamples, createProgram, runProgram } from '@esg-recycler/core';
import type { Command } from 'commander';
import type { RunArguments } from './commands/run.ts';
import { ansibleArguments, exitCodes, planExamples, runExamples } from './text/run-help.ts';
import type { ClusterArguments, RollArguments } from './cluster/options.ts';

/** What follows `--` is for ansible-playbook. */
function splitArguments(argv: readonly string[]): { own: string[]; ansible: string[] } {
  const end = argv.indexOf('--');
  return end < 0 ? { own: [...argv], ansible: [] } : { own: argv.slice(0, end), ansible: argv.slice(end + 1) };
}

const addClusterOptions = (command: Command): Command =>
  command
    .option('--esg <group...>', 'groups of one cluster, by id, name or glob (quote it)')
    .option('--cluster <name>', 'all groups of a cluster that the config file names')
    .option('--config <file>', 'read the settings from this file')
    .option('--timeout <duration>', 'how long Spot may take to recycle one instance', '30m')
    .option('--poll-interval <duration>', 'how often Spot is asked', '5s');

const addRollOptions = (command: Command): Command =>
  addClusterOptions(command)
    .option('--since <time>', 'also recycle instances launched before this time, whatever their image')
    .option('--limit <instance...>', 'only these instances, by id or address')
    .option('--replace-root', 'replace persisted root volumes, so that the new image takes effect; their data is lost')
    .option('--override <rule=reason...>', 'override a rule of the check that cannot pass in this cluster, and say why')
    .option('--lock-ttl <duration>', 'how long the lease outlives its last renewal', '2m');

const { own, ansible } = splitArguments(process.argv);
const program = createProgram(
  'recycle-runner',
  'Recycles the stateful instances that are due, one by one, through Ansible.',
  exitCodes,
).usage('[run|plan|doctor] --esg ID|NAME... [options] [-- ansible-playbook arguments]');

const roll = addRollOptions(program.command('run', { isDefault: true }))
  .usage('--esg ID|NAME... [options] [-- ansible-playbook arguments]')
  .description('recycle what is due (the default command)')
  .option('--yes', 'carry out the plan without asking; required where stdin or stderr is no terminal')
  .option('--json', 'print events on stdout, one a line, and nothing else')
  .addHelpText('after', ansibleArguments)
  .action(async (given: RunArguments) => (await import('./commands/run.ts')).run(given, ansible));
addExamples(roll, runExamples);
program.addHelpText('after', () => `\nrun:\n${roll.helpInformation()}${ansibleArguments}`);
addExamples(program, [...planExamples, ...runExamples]);

addExamples(addRollOptions(program.command('plan')), planExamples)
  .description('show what would be done, and what stands against it; touches nothing')
  .option('--json', 'print JSON')
  .action(async (given: RollArguments) => (await import('./commands/plan.ts')).plan(given, ansible));

addClusterOptions(program.command('doctor'))
  .description('clean up after an interrupted run; never recycles')
  .option('--json', 'print JSON')
  .action(async (given: ClusterArguments) => (await import('./commands/doctor.ts')).doctor(given, ansible));

await runProgram(program, own);
