import { formatDuration, runbookPlace } from '@esg-recycler/core';
import { wrap, wrappedTable } from '../../text/wrap.ts';
import type { InstanceReport } from '../view/instance-report.ts';
import { durationText, type ReportView } from '../view/report-view.ts';
import { clockText, mark, phaseLabel } from '../view/words.ts';

const labelled = (label: string, value: string, columns: number | undefined): string[] =>
  wrap(value, columns, `  ${label.padEnd(16)}`, ' '.repeat(18));

const phasesOf = ({ phases }: InstanceReport): string =>
  phases
    .map(
      ({ name, startedAt, finishedAt, failed }) =>
        `${phaseLabel(name)} ${formatDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)))}${failed ? ' (failed)' : ''}`,
    )
    .join(', ');

/** `i-1 -> i-2, ami-1 -> ami-2` */
const changesOf = ({ changes }: InstanceReport): string =>
  changes
    .filter(({ what, after, isSame }) => !isSame && after !== '–' && what !== 'Launched')
    .map(({ before, after }) => `${before} -> ${after}`)
    .join(', ');

/** The last failing check after the last pass: why an instance waits or failed, with the numbers. */
const failing = ({ checks }: InstanceReport): string | undefined => {
  const last = checks.at(-1);
  return last?.result === 'failing' ? last.reason : undefined;
};

function instanceLines(instance: InstanceReport, columns: number | undefined): string[] {
  const { ssi, address, state, reason, startedAt, tookMs, earlierRun } = instance;
  const time = startedAt === undefined ? '' : `  ${clockText(startedAt)}, ${durationText(tookMs)}`;
  const details = [
    changesOf(instance),
    earlierRun && `begun by run ${earlierRun}`,
    reason,
    failing(instance) === reason ? undefined : failing(instance),
    phasesOf(instance),
  ];
  return [
    `  ${mark(state)} ${address === '–' ? ssi : `${address}  ${ssi}`}  ${state}${time}`,
    ...details.flatMap((text) => (text ? wrap(text, columns, '    ', '      ') : [])),
  ];
}

/** A run for people, at the width of the terminal. */
export function showText(
  view: ReportView,
  { columns, folder }: { columns: number | undefined; folder?: string },
): string {
  const { run, outcome, headline, tookMs, cluster, facts, command, error, overrides, findings, instances } = view;
  return [
    `Run ${run} of ${cluster}: ${mark(outcome)} ${outcome}`,
    `${headline}${tookMs === undefined ? '' : ` in ${durationText(tookMs)}`}`,
    '',
    ...facts.flatMap(([label, value]) => labelled(label, value, columns)),
    ...(command ? labelled('Command', command, columns) : []),
    ...(instances.length > 0 ? ['', 'Instances', ...instances.flatMap((one) => instanceLines(one, columns))] : []),
    ...(overrides.length > 0
      ? [
          '',
          'Overrides',
          ...wrappedTable(
            overrides.map(({ rule, reason }) => [rule, reason]),
            columns,
            '  ',
          ),
        ]
      : []),
    ...(findings.length > 0
      ? [
          '',
          'Findings of the plan',
          ...wrappedTable(
            findings.map(({ severity, code, message }) => [severity, `${code}: ${message}`]),
            columns,
            '  ',
          ),
        ]
      : []),
    ...(error
      ? [
          '',
          ...wrap(`Error (${error.code}): ${error.message}`, columns, '', '  '),
          ...(error.hint ? wrap(`Next: ${error.hint}`, columns, '', '  ') : []),
          ...(error.runbook ? [`Runbook: ${runbookPlace(error.runbook)}`] : []),
        ]
      : []),
    '',
    ...(folder ? [`Record: ${folder}`] : wrap(view.eventsNote ?? '', columns)),
  ].join('\n');
}
