import { formatDuration } from '@esg-recycler/core';
import type { InstanceReport } from './view/instance-report.ts';
import { durationText, type ReportView, waitText } from './view/report-view.ts';
import { clockText, mark, phaseLabel } from './view/words.ts';

/** Names from the API are data: nothing in them formats the ticket. */
const escape = (text: string): string =>
  text.replaceAll(/[\\`*_{}[\]<>|#!~&@]/g, String.raw`\$&`).replaceAll(/\s*[\r\n]+\s*/g, ' ');

/** A code span that may itself contain backticks. */
function span(text: string): string {
  const flat = text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${ticks}${pad}${flat}${pad}${ticks}`;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(headings), row(headings.map(() => '---')), ...rows.map(row)].join('\n');

function changeOf({ changes }: InstanceReport, what: string): string {
  const found = changes.find((change) => change.what === what);
  if (!found) return '–';
  return found.isSame ? `${escape(found.before)} (unchanged)` : `${escape(found.before)} → ${escape(found.after)}`;
}

const phasesOf = ({ phases }: InstanceReport): string =>
  phases
    .map(
      ({ name, startedAt, finishedAt, failed }) =>
        `${escape(phaseLabel(name))} ${formatDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)))}${failed ? ' (failed)' : ''}`,
    )
    .join(', ');

const instanceRow = (instance: InstanceReport): string[] => [
  escape(instance.ssi),
  [`${mark(instance.state)} ${instance.state}`, instance.reason && escape(instance.reason)].filter(Boolean).join(': '),
  changeOf(instance, 'EC2 instance'),
  changeOf(instance, 'Image'),
  changeOf(instance, 'Address'),
  changeOf(instance, 'Volumes'),
  instance.earlierRun === undefined ? '' : `begun by run ${escape(instance.earlierRun)}`,
];

const section = (title: string, body: string): string => `### ${title}\n\n${body}`;

/** A section about a list, if there is anything in it. */
const sectionOf = <T>(title: string, list: readonly T[], body: (list: readonly T[]) => string): string[] =>
  list.length === 0 ? [] : [section(title, body(list))];

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const phaseTable = (worked: readonly InstanceReport[]): string =>
  table(
    ['Instance', 'Start (UTC)', 'Took', 'Phases'],
    worked.map((one) => [
      escape(one.ssi),
      one.startedAt ? clockText(one.startedAt) : '–',
      durationText(one.tookMs),
      phasesOf(one),
    ]),
  );

const waitTable = (waits: Readonly<ReportView['waits']>): string =>
  table(
    ['Start (UTC)', 'Took', 'Reason', 'By'],
    waits.map((wait) => [
      clockText(wait.startedAt),
      waitText(wait),
      escape(wait.reason),
      escape(wait.by.join(', ')) || '–',
    ]),
  );

const stopText = ({ code, message, hint }: NonNullable<ReportView['error']>): string =>
  `${span(code)}: ${escape(message)}${hint ? `\n\nNext: ${escape(hint)}` : ''}`;

/** A report for a change ticket. */
export function markdownReport(view: ReportView): string {
  const { cluster, outcome, headline, run, tookMs, facts, command, error, overrides, findings, instances, waits } =
    view;
  const worked = instances.filter(({ phases }) => phases.length > 0);
  const parts = [
    `## ${escape(cluster)}: ${mark(outcome)} ${escape(outcome)}`,
    `${headline} in ${durationText(tookMs)}. Run ${span(run)}.`,
    ...(error ? [section('Why it stopped', stopText(error))] : []),
    bullets([
      ...facts.map(([name, value]) => `${name}: ${escape(value)}`),
      ...(command ? [`Command: ${span(command)}`] : []),
    ]),
    section(
      'Instances: before and after',
      table(['Instance', 'Result', 'EC2 instance', 'Image', 'Address', 'Volumes', 'Note'], instances.map(instanceRow)),
    ),
    ...sectionOf('Phases', worked, phaseTable),
    ...sectionOf('Waits between instances', waits, waitTable),
    ...sectionOf('Overrides', overrides, (list) =>
      bullets(list.map(({ rule, reason }) => `${span(rule)}: ${escape(reason)}`)),
    ),
    ...sectionOf('Findings of the plan', findings, (list) =>
      bullets(list.map(({ code, severity, message }) => `${severity} ${span(code)}: ${escape(message)}`)),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}
