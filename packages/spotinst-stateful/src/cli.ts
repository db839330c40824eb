import {
  addExamples,
  addHelpCommands,
  createProgram,
  exitCodeMeanings,
  runProgram,
  setExitCodes,
} from '@esg-recycler/core';
import { type Command, Option } from 'commander';
import type { InspectArguments } from './commands/inspect.ts';
import type { LeaseHoldArguments } from './commands/lease-hold.ts';
import type { PassedArguments } from './commands/passed.ts';
import type { RecycleArguments } from './commands/recycle.ts';
import type { ResumeArguments } from './commands/resume.ts';
import type { GroupArguments, ConfigArguments } from './commands/arguments.ts';

const examples = {
  list: ['List the instances of a group', 'spotinst-stateful list --esg my-kafka'],
  inspect: ['Check whether one instance can be recycled', 'spotinst-stateful inspect --esg my-kafka --id ssi-0123abcd'],
  recycle: [
    'Recycle one instance, and wait up to an hour',
    'spotinst-stateful recycle --esg my-kafka --id ssi-0123abcd --timeout 1h',
  ],
  resume: ['Resume an instance that is PAUSED', 'spotinst-stateful resume --esg my-kafka --id ssi-0123abcd'],
  passed: ['Record that the cluster is healthy again', 'spotinst-stateful passed --esg my-kafka --id ssi-0123abcd'],
  hold: ['Hold the lease while this shell runs', 'spotinst-stateful lease hold --esg my-kafka --owner $$'],
  release: ['Release the lease', 'spotinst-stateful lease release --esg my-kafka'],
  check: ['Check the lease before a request of your own', 'spotinst-stateful lease check'],
  show: ['Show who holds the lease', 'spotinst-stateful lease show --esg my-kafka'],
} as const;

const { done, usage, leaseHeld, unreachable } = exitCodeMeanings;
const failed = 'an internal error, or the store failed';
const readOnly = { done, failed, usage: 'wrong usage or settings', unreachable };
/** The exit codes of the commands that cannot return all. */
const exitCodes = {
  list: readOnly,
  inspect: readOnly,
  hold: {
    done: 'the owner has ended, or holds the lease already',
    failed,
    usage,
    leaseHeld: 'another process holds the lease, or took it over',
    unreachable,
    stopped: 'stopped on request, and the lease was released',
  },
  release: readOnly,
  show: readOnly,
  check: { done: 'the lease is valid', failed, usage: 'wrong usage or settings', leaseHeld, unreachable },
} as const;

const program = createProgram(
  'spotinst-stateful',
  'Inspect, recycle and resume single stateful instances of an Elastigroup. Prints one JSON document.',
);

/** The output is always JSON; the option exists because every executable has it. */
const addJsonOption = (command: Command): Command => command.addOption(new Option('--json', 'print JSON').hideHelp());

const addDescribed = (parent: Command, name: keyof typeof examples, description: string): Command => {
  const command = addJsonOption(addExamples(parent.command(name).description(description), [examples[name]]));
  return name in exitCodes ? setExitCodes(command, exitCodes[name as keyof typeof exitCodes]) : command;
};

const addCommand = (parent: Command, name: keyof typeof examples, description: string): Command =>
  addDescribed(parent, name, description)
    .requiredOption('--esg <id|name>', 'group id or name (required)')
    .option('--config <file>', 'config file (*.spotinst_esg.yml), or - for standard input');

const addDueOptions = (command: Command): Command =>
  command
    .option('--target <ami>', 'image that the group must have (default: the image of the group)')
    .option('--since <time>', 'instances launched before this time also need a recycle')
    .option('--replace-root', 'replace persisted root volumes so that the new image takes effect; their data is lost');

const addWaitOptions = (command: Command): Command =>
  command
    .requiredOption('--id <ssi>', 'stateful instance (required)')
    .option('--timeout <duration>', 'how long to wait for the result', '30m')
    .option('--poll-interval <duration>', 'time between two reads of Spot', '5s');

addJsonOption(program);

addCommand(program, 'list', 'list the stateful instances of a group, and which of them need a recycle').action(
  async (options: GroupArguments) => (await import('./commands/list.ts')).list(options),
);

addDueOptions(
  addCommand(program, 'inspect', 'show findings, current address and whether a recycle is due; changes nothing'),
)
  .option('--id <ssi>', 'only this stateful instance')
  .action(async (options: InspectArguments) => (await import('./commands/inspect.ts')).inspect(options));

addDueOptions(
  addWaitOptions(
    addCommand(program, 'recycle', 'recycle one instance onto the target image, wait, and verify the result'),
  ),
)
  .option('--take-over <reason>', 'take over the mark of a dead run on another machine (see rolled-elsewhere)')
  .action(async (options: RecycleArguments) => (await import('./commands/recycle.ts')).recycle(options));

addWaitOptions(
  addCommand(program, 'resume', 'resume an instance that is PAUSED or in ERROR, and wait until it is ACTIVE'),
).action(async (options: ResumeArguments) => (await import('./commands/resume.ts')).resume(options));

addCommand(program, 'passed', 'record that the health check after a recycle has passed')
  .requiredOption('--id <ssi>', 'stateful instance that was recycled (required)')
  .action(async (options: PassedArguments) => (await import('./commands/passed.ts')).passed(options));

const lease = addJsonOption(program.command('lease').description('manage the lease on the groups of a cluster'));
addExamples(lease, [examples.show, examples.hold]);

addCommand(lease, 'hold', 'take the lease for a process, and renew it until that process ends')
  .requiredOption('--owner <pid>', 'process id of the lease owner')
  .option('--ttl <duration>', 'how long the lease stays valid after its last renewal (default: 2m)')
  .action(async (options: LeaseHoldArguments) => (await import('./commands/lease-hold.ts')).leaseHold(options));

addDescribed(lease, 'check', 'check whether the lease in ESG_RECYCLER_LEASE is still valid')
  .option('--config <file>', 'config file (*.spotinst_esg.yml), or - for standard input')
  .action(async (options: ConfigArguments) => (await import('./commands/lease-check.ts')).leaseCheck(options));

addCommand(lease, 'release', 'release the lease in ESG_RECYCLER_LEASE').action(async (options: GroupArguments) =>
  (await import('./commands/lease-release.ts')).leaseRelease(options),
);

addCommand(lease, 'show', 'show who holds the lease').action(async (options: GroupArguments) =>
  (await import('./commands/lease-show.ts')).leaseShow(options),
);

addExamples(program, [examples.list, examples.inspect, examples.resume, examples.show]);

addHelpCommands(program);

// Callers of this executable read its errors as JSON too, with or without --json.
await runProgram(program, [...process.argv, '--json']);
