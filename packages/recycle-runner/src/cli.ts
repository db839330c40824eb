import { addExamples, addHelpCommands, commandOf, createProgram, runProgram, setExitCodes } from '@esg-recycler/core';
import { type Command, Option } from 'commander';
import { addCampaign, campaignExamples } from './commands/add-campaign.ts';
import { addControl } from './commands/add-control.ts';
import { addWorker, workerExamples } from './commands/add-worker.ts';
import { addRecords, recordExamples } from './commands/add-records.ts';
import type { RunArguments } from './commands/run.ts';
import {
  ansibleArguments,
  exitCodes,
  planExamples,
  planExitCodes,
  recoverExamples,
  recoverExitCodes,
  rollbackExamples,
  runExamples,
} from './text/run-help.ts';
import type { ClusterArguments, RollArguments } from './cluster/options.ts';

/** What follows `--` is for ansible-playbook. */
function splitArguments(argv: readonly string[]): { own: string[]; ansible: string[] } {
  const end = argv.indexOf('--');
  return end < 0 ? { own: [...argv], ansible: [] } : { own: argv.slice(0, end), ansible: argv.slice(end + 1) };
}

const addClusterOptions = (command: Command): Command =>
  command
    .usage('--esg GROUP... [options] [-- ansible arguments]')
    .optionsGroup('Cluster:')
    .option('--esg <group...>', 'groups of one cluster: ids, names, quoted globs')
    .option('--cluster <name>', 'all groups of a cluster from the config file')
    .option('--config <file>', 'config file (default: $ESG_CONFIG, or the only *.spotinst_esg.yml here)');

const addInstanceOptions = (command: Command): Command =>
  command
    .optionsGroup('Instances:')
    .option('--limit <instance...>', 'only these instances, by id or address')
    .option('--since <time>', 'also recycle instances launched before this time, whatever their image')
    .option('--replace-root', 'replace persisted root volumes, so that the new image takes effect (their data is lost)')
    .option('--image <ami>', 'set this image on the groups first (default: the image that they have)')
    .option('--canary <number>', 'recycle only this many instances first, then wait (see --bake)')
    .option('--bake <duration>', 'how long the cluster must stay healthy after --canary (default: 10m)')
    .option('--override <rule=reason...>', 'override a health check rule that cannot pass in this cluster');

const addTimeOptions = (command: Command): Command =>
  command
    .optionsGroup('Times:')
    .option('--timeout <duration>', 'time limit for one recycle in Spot', '30m')
    .option('--poll-interval <duration>', 'time between two reads of Spot', '5s');

const addRollOptions = (command: Command): Command =>
  addTimeOptions(addInstanceOptions(addClusterOptions(command))).option(
    '--lock-ttl <duration>',
    'how long the lease stays valid after its last renewal',
    '2m',
  );

const addRollbackOptions = (command: Command): Command =>
  addTimeOptions(
    command
      .usage('RUN [options] [-- ansible arguments]')
      .optionsGroup('Rollback:')
      .option('--image <ami>', 'the image to restore, where the instances ran different ones before')
      .option('--override <rule=reason...>', 'override a rule: downgrade, rollback-superseded, a health check rule')
      .option('--config <file>', 'config file (default: $ESG_CONFIG, or the only *.spotinst_esg.yml here)'),
  )
    .option('--lock-ttl <duration>', 'how long the lease stays valid after its last renewal', '2m')
    .optionsGroup('Confirmation and output:')
    .option('--yes', 'do not ask; required where stdin or stderr is not a terminal')
    .option('--plain', 'print a line for each event instead of the view in place, as in CI')
    .option('--json', 'print only events, as JSON lines on stdout')
    .addHelpText('after', ansibleArguments);

const addRecoverOptions = (command: Command): Command =>
  addTimeOptions(addClusterOptions(command))
    .optionsGroup('Output:')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', ansibleArguments);

const recover = async (given: ClusterArguments): Promise<void> =>
  (await import('./commands/recover.ts')).recover(given, ansible);

const { own, ansible } = splitArguments(process.argv);
const program = createProgram(
  'recycle-runner',
  'Recycles the instances of a stateful cluster onto a new image, one by one.',
  exitCodes,
).usage('[command] --esg GROUP... [options] [-- ansible arguments]');

const roll = addRollOptions(program.command('run', { isDefault: true }))
  .description('show the plan, ask, and recycle the instances (default command)')
  .optionsGroup('Control:')
  .addOption(
    new Option('--approve <when>', 'wait for an approval before each instance, or after the canary').choices([
      'each',
      'canary',
    ]),
  )
  .option('--window <times>', "start instances only then: '22:00-06:00 Europe/Berlin'")
  .option('--stop-after <duration>', 'start no other instance after this time, and exit with 130')
  .option('--veto <url...>', 'wait while this Prometheus query, Alertmanager or URL objects')
  .option('--veto-timeout <duration>', 'how long a veto may object before the run stops', '1h')
  .optionsGroup('Confirmation and output:')
  .option('--yes', 'do not ask; required where stdin or stderr is not a terminal')
  .option('--plain', 'print a line for each event instead of the view in place, as in CI')
  .option('--json', 'print only events, as JSON lines on stdout')
  .addOption(new Option('--end-with-parent', 'end at once when stdin closes').hideHelp())
  .optionsGroup('Reports to other systems:')
  .option('--notify <url...>', 'notify these URLs; for URLs with secrets, set $ESG_RECYCLER_NOTIFY instead')
  .option('--metrics-file <path>', 'keep a file, or one in a folder, with metrics for Prometheus')
  .addHelpText('after', ansibleArguments)
  .action(async (given: RunArguments) => (await import('./commands/run.ts')).run(given, ansible));
addExamples(roll, runExamples);

const plan = addRollOptions(program.command('plan'))
  .description('show what run would do; changes nothing')
  .optionsGroup('Output:')
  .option('--json', 'print the plan as JSON')
  .addHelpText('after', ansibleArguments)
  .action(async (given: RollArguments) => (await import('./commands/plan.ts')).plan(given, ansible));
addExamples(setExitCodes(plan, planExitCodes), planExamples);

addExamples(addRollbackOptions(program.command('rollback')), rollbackExamples)
  .description('undo a run: restore the image, and recycle what the run changed')
  .argument('<run>', 'id of the run, the start of its id, or "last"')
  .action(async (name: string, given: RunArguments) =>
    (await import('./commands/rollback.ts')).rollback(name, given, ansible),
  );

addExamples(setExitCodes(addRecoverOptions(program.command('recover')), recoverExitCodes), recoverExamples)
  .description('clean up after an interrupted run; never recycles')
  .action(recover);

addControl(program);
addCampaign(program, ansible);
addWorker(program);
addRecords(program);

addExamples(
  setExitCodes(addRecoverOptions(program.command('doctor', { hidden: true })), recoverExitCodes),
  recoverExamples,
)
  .description('old name of recover')
  .action(async (given: ClusterArguments) => {
    process.stderr.write(`recycle-runner: "doctor" is deprecated. Use "${commandOf('recycle-runner', 'recover')}".\n`);
    await recover(given);
  });

program.addHelpText('after', () => `\nrun:\n${roll.helpInformation()}${ansibleArguments}`);
addExamples(program, [
  ...planExamples,
  ...runExamples,
  ...rollbackExamples,
  ...recoverExamples,
  ...campaignExamples,
  ...workerExamples,
  ...recordExamples,
]);

addHelpCommands(program);

await runProgram(program, own);
