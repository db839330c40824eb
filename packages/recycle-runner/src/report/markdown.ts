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

/** A report for a change ticket. */
export function markdownReport(view: ReportView): string {
  const { cluster, outcome, headline, run, tookMs, facts, command, error, overrides, findings, instances, waits } =
    view;
  const worked = instances.filter(({ phases }) => phases.length > 0);
  const parts = [
    `## ${escape(cluster)}: ${mark(outcome)} ${escape(outcome)}`,
    `${headline} in ${durationText(tookMs)}. Run ${span(run)}.`,
    ...(error
      ? [
          section(
            'Why it stopped',
            `${span(error.code)}: ${escape(error.message)}${error.hint ? `\n\nNext: ${escape(error.hint)}` : ''}`,
          ),
        ]
      : []),
    [
      ...facts.map(([name, value]) => `- ${name}: ${escape(value)}`),
      ...(command ? [`- Command: ${span(command)}`] : []),
    ].join('\n'),
    section(
      'Instances: before and after',
      table(['Instance', 'Result', 'EC2 instance', 'Image', 'Address', 'Volumes', 'Note'], instances.map(instanceRow)),
    ),
    ...(worked.length > 0
      ? [
          section(
            'Phases',
            table(
              ['Instance', 'Start (UTC)', 'Took', 'Phases'],
              worked.map((one) => [
                escape(one.ssi),
                one.startedAt ? clockText(one.startedAt) : '–',
                durationText(one.tookMs),
                phasesOf(one),
              ]),
            ),
          ),
        ]
      : []),
    ...(waits.length > 0
      ? [
          section(
            'Waits between instances',
            table(
              ['Start (UTC)', 'Took', 'Reason', 'By'],
              waits.map((wait) => [
                clockText(wait.startedAt),
                waitText(wait),
                escape(wait.reason),
                escape(wait.by.join(', ')) || '–',
              ]),
            ),
          ),
        ]
      : []),
    ...(overrides.length > 0
      ? [section('Overrides', overrides.map(({ rule, reason }) => `- ${span(rule)}: ${escape(reason)}`).join('\n'))]
      : []),
    ...(findings.length > 0
      ? [
          section(
            'Findings of the plan',
            findings.map(({ code, severity, message }) => `- ${severity} ${span(code)}: ${escape(message)}`).join('\n'),
          ),
        ]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}
