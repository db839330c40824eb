import { addExamples, setExitCodes } from '@esg-recycler/core';
import { type Command, Option } from 'commander';
import type { HistoryArguments } from './history.ts';
import { recordExitCodes } from '../text/run-help.ts';
import type { ReportArguments } from './report.ts';

const historyExamples = [
  ['List the runs of the last day that did not finish', 'recycle-runner history --since 24h --outcome failed refused'],
] as const;
const showExamples = [['Show the newest run', 'recycle-runner show last']] as const;
const reportExamples = [
  ['Write the report of a run as one HTML page', 'recycle-runner report last'],
  ['Print a report for a change ticket', 'recycle-runner report last --format markdown'],
] as const;

export const recordExamples = [...historyExamples, ...showExamples, ...reportExamples];

const outcomes = ['done', 'failed', 'refused', 'stopped', 'interrupted', 'running'];
const configHelp = 'config file (default: $ESG_CONFIG, or the only *.spotinst_esg.yml here)';
const runHelp = 'id of the run, a unique beginning of it, or last';

/** Adds the commands that read the records of runs. They need no access to Spot. */
export function addRecords(program: Command): void {
  const history = program
    .command('history')
    .description('list the recorded runs, the newest first')
    .option('--cluster <name>', 'only runs of this cluster: name or quoted glob')
    .option('--esg <group...>', 'only runs of these groups: ids, names, quoted globs')
    .addOption(new Option('--outcome <outcome...>', 'only runs with this outcome').choices(outcomes))
    .option('--since <time>', 'only runs started since a time, or a duration ago: 24h, 7d')
    .option('--limit <number>', 'at most this number of runs', '20')
    .option('--config <file>', configHelp)
    .option('--json', 'print the ledgers as JSON')
    .action(async (given: HistoryArguments) => (await import('./history.ts')).history(given));
  addExamples(setExitCodes(history, recordExitCodes), historyExamples);

  const show = program
    .command('show')
    .argument('<run>', runHelp)
    .description('show one recorded run: operator, instances, phases, result')
    .option('--config <file>', configHelp)
    .option('--json', 'print the ledger as JSON')
    .action(async (run: string, given: { config?: string; json?: boolean }) =>
      (await import('./show.ts')).show(run, given),
    );
  addExamples(setExitCodes(show, recordExitCodes), showExamples);

  const report = program
    .command('report')
    .argument('<run>', runHelp)
    .description('write the report of one recorded run')
    .addOption(new Option('--format <format>', 'format of the report').choices(['html', 'markdown']).default('html'))
    .option('--output <file>', 'where to write it; - for stdout (default: the run folder; stdout for markdown)')
    .option('--config <file>', configHelp)
    .option('--json', 'print the path as JSON')
    .action(async (run: string, given: ReportArguments) => (await import('./report.ts')).report(run, given));
  addExamples(setExitCodes(report, recordExitCodes), reportExamples);
}
