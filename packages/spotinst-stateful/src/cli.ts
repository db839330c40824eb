import { addExamples, createProgram, runProgram } from '@esg-recycler/core';
import { type Command, Option } from 'commander';
import type { InspectArguments } from './commands/inspect.ts';
import type { LeaseHoldArguments } from './commands/lease-hold.ts';
import type { PassedArguments } from './commands/passed.ts';
import type { RecycleArguments } from './commands/recycle.ts';
import type { ResumeArguments } from './commands/resume.ts';
import type { GroupArguments, ConfigArguments } from './commands/arguments.ts';

const program = createProgram(
  'spotinst-stateful',
  'One stateful instance of an Elastigroup: may it be recycled? Recycle it once, wait, prove it. Prints one JSON document.',
);

/** It always prints JSON; the option is there because every executable takes it. */
const addJsonOption = (command: Command): Command => command.addOption(new Option('--json', 'print JSON').hideHelp());

const addCommand = (parent: Command, name: string, description: string): Command =>
  addJsonOption(parent.command(name).description(description))
    .requiredOption('--esg <id|name>', 'the group')
    .option('--config <file>', 'config file (*.spotinst_esg.yml), or - for standard input');

const addDueOptions = (command: Command): Command =>
  command
    .option('--target <ami>', 'the image that the group must name (default: the one that it names)')
    .option('--since <time>', 'due as well when launched earlier, whatever the image')
    .option('--replace-root', 'give up root volumes that are persisted, so that the image counts');

const addWaitOptions = (command: Command): Command =>
  command
    .requiredOption('--id <ssi>', 'the stateful instance')
    .option('--timeout <duration>', 'how long to wait for the end', '30m')
    .option('--poll-interval <duration>', 'how often to look', '5s');

addJsonOption(program);

addCommand(program, 'list', 'the stateful instances of a group, and which of them are due').action(
  async (options: GroupArguments) => (await import('./commands/list.ts')).list(options),
);

addDueOptions(addCommand(program, 'inspect', 'read afresh: findings, due, current address; touches nothing'))
  .option('--id <ssi>', 'only this stateful instance')
  .action(async (options: InspectArguments) => (await import('./commands/inspect.ts')).inspect(options));

addDueOptions(
  addWaitOptions(addCommand(program, 'recycle', 'recycle one instance onto the target and prove it')),
).action(async (options: RecycleArguments) => (await import('./commands/recycle.ts')).recycle(options));

addWaitOptions(addCommand(program, 'resume', 'bring an instance back that is PAUSED or in ERROR')).action(
  async (options: ResumeArguments) => (await import('./commands/resume.ts')).resume(options),
);

addCommand(program, 'passed', 'put on record that the gate after a recycle was passed: all of the cluster is well')
  .requiredOption('--id <ssi>', 'the stateful instance that was recycled')
  .action(async (options: PassedArguments) => (await import('./commands/passed.ts')).passed(options));

const lease = addJsonOption(program.command('lease').description('the right to touch the groups of a cluster'));

addCommand(lease, 'hold', 'take the lease for a process, renew it while that lives, and end with it')
  .requiredOption('--owner <pid>', 'the process that the lease is for')
  .option('--ttl <duration>', 'how long the lease outlives its last renewal (default: 2m)')
  .action(async (options: LeaseHoldArguments) => (await import('./commands/lease-hold.ts')).leaseHold(options));

addJsonOption(lease.command('check').description('whether the lease that ESG_RECYCLER_LEASE names is still good'))
  .option('--config <file>', 'config file (*.spotinst_esg.yml), or - for standard input')
  .action(async (options: ConfigArguments) => (await import('./commands/lease-check.ts')).leaseCheck(options));

addCommand(lease, 'release', 'give back the lease that ESG_RECYCLER_LEASE names').action(
  async (options: GroupArguments) => (await import('./commands/lease-release.ts')).leaseRelease(options),
);

addCommand(lease, 'show', 'who holds it').action(async (options: GroupArguments) =>
  (await import('./commands/lease-show.ts')).leaseShow(options),
);

addExamples(program, [
  ['List the instances of a group', 'spotinst-stateful list --esg my-kafka'],
  ['Check whether one instance can be recycled', 'spotinst-stateful inspect --esg my-kafka --id ssi-0123abcd'],
  ['Resume an instance that is PAUSED', 'spotinst-stateful resume --esg my-kafka --id ssi-0123abcd'],
  ['Show who holds the lease', 'spotinst-stateful lease show --esg my-kafka'],
]);

// Whoever calls this executable reads its errors as JSON too, asked for or not.
await runProgram(program, [...process.argv, '--json']);
