import { formatDuration } from '@esg-recycler/core';
import type { LedgerCheck, LedgerEvidence } from '@esg-recycler/esg-store';
import { h } from 'preact';
import type { EventGroup } from '../view/event-lines.ts';
import type { InstanceReport } from '../view/instance-report.ts';
import { clockText, mark, phaseLabel } from '../view/words.ts';
import { type Content, plainTable, quiet, toneOf } from './elements.ts';

const resultOf = ({ result, passed, count }: LedgerCheck): Content =>
  result === 'passing' ? `passing, ${passed} of ${count} in a row` : h('span', { class: toneOf(result) }, result);

const checkTable = ({ checks }: InstanceReport): Content =>
  plainTable(
    ['Health check', 'Time', 'Result', 'Numbers'],
    checks.map((check) => [
      `${check.phase} the recycle`,
      `${clockText(check.at)}${check.until ? ` – ${clockText(check.until)}` : ''}`,
      resultOf(check),
      check.reason,
    ]),
  );

const phaseTable = ({ phases }: InstanceReport): Content =>
  plainTable(
    ['Phase', 'Start', 'Took'],
    phases.map(({ name, startedAt, finishedAt, failed }) => [
      phaseLabel(name),
      clockText(startedAt),
      `${formatDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)))}${failed ? ', failed' : ''}`,
    ]),
  );

const valueOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value);

const holding = ({ holds }: LedgerEvidence): string => {
  if (holds === null) return 'not reported';
  return holds ? `${mark('done')} holds` : `${mark('failed')} does not hold`;
};

const evidenceTable = ({ evidence }: InstanceReport): Content =>
  plainTable(
    ['Evidence', 'Before', 'After', 'Result'],
    evidence.map((one) => [one.check, valueOf(one.before), valueOf(one.after), holding(one)]),
  );

const lines = ({ lines: texts }: EventGroup): Content => h('pre', null, texts.join('\n'));

/** Everything about one instance, folded. */
export function instanceDetails(instance: InstanceReport, events: EventGroup | undefined): Content {
  const { ssi, address, state, phases, checks, evidence } = instance;
  return h(
    'details',
    null,
    h(
      'summary',
      null,
      h('b', null, address === '–' ? ssi : address),
      h('span', { class: toneOf(state) }, `${mark(state)} ${state}`),
      quiet(`${phases.length} phases, ${checks.length} check results, ${events?.lines.length ?? 0} events`),
    ),
    h(
      'div',
      null,
      phases.length > 0 && phaseTable(instance),
      checks.length > 0 && checkTable(instance),
      evidence.length > 0 && evidenceTable(instance),
      events && lines(events),
    ),
  );
}

/** The events of the run itself, folded. */
export const runEvents = (events: EventGroup): Content =>
  h(
    'details',
    null,
    h('summary', null, h('b', null, 'Run'), quiet(`${events.lines.length} events`)),
    h('div', null, lines(events)),
  );
