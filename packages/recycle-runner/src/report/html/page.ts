import { createHash } from 'node:crypto';
import { version } from '@esg-recycler/core';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { durationText, type ReportView, waitText } from '../view/report-view.ts';
import { timelineOf } from '../view/timeline.ts';
import { clockText, mark, timeText } from '../view/words.ts';
import { code, section, scrolling, tableOf, toneOf, type Content } from './elements.ts';
import { instanceDetails, runEvents } from './instance-details.ts';
import { instanceTable } from './instance-table.ts';
import { styles } from './styles.ts';
import { timelineLegend, timelinePatterns, timelinePicture } from './timeline-picture.ts';

/** Nothing is loaded, and no script runs, whatever a name from the API contains. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'; base-uri 'none'; form-action 'none'`;

const head = ({ cluster, run, outcome }: ReportView): Content =>
  h(
    'head',
    null,
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('title', null, `${cluster}: ${outcome}, run ${run}`),
    h('style', { dangerouslySetInnerHTML: { __html: styles } }),
  );

const numbersOf = ({ counts, tookMs }: ReportView): (readonly [string, string])[] => [
  [String(counts.done), 'done'],
  [String(counts.failed), 'failed'],
  [String(counts.untouched), 'pending'],
  ...(counts.skipped > 0 ? ([[String(counts.skipped), 'skipped']] as const) : []),
  [durationText(tookMs), 'duration'],
];

const stopped = ({ error }: ReportView): Content =>
  error &&
  h(
    'div',
    { class: 'stop' },
    h('h2', null, 'Why it stopped ', code(error.code)),
    h('p', null, error.message),
    error.hint && h('p', null, h('b', null, 'Next: '), error.hint),
    error.runbook && h('p', { class: 'quiet' }, `Runbook: ${error.runbook} · exit code ${error.exitCode}`),
  );

const top = (view: ReportView): Content =>
  h(
    'header',
    null,
    h('h1', null, view.cluster),
    h(
      'p',
      { class: 'lead' },
      h('span', { class: `outcome ${toneOf(view.outcome) ?? ''}` }, `${mark(view.outcome)} ${view.outcome}`),
      h('span', null, view.headline),
      h('span', { class: 'id quiet' }, view.run),
    ),
    h(
      'ul',
      { class: 'numbers' },
      ...numbersOf(view).map(([value, what]) => h('li', null, h('b', null, value), h('span', null, what))),
    ),
    stopped(view),
    h(
      'dl',
      null,
      ...view.facts.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)]),
      view.command && [h('dt', null, 'Command'), h('dd', null, code(view.command))],
    ),
  );

function timeline(view: ReportView): Content {
  const found = timelineOf(view);
  return (
    found &&
    section(
      'timeline',
      'Timeline',
      timelinePatterns(),
      timelineLegend(found),
      scrolling('Timeline', h('figure', null, timelinePicture(found, view.startedAt))),
    )
  );
}

const overrides = ({ overrides: list }: ReportView): Content =>
  list.length === 0
    ? undefined
    : section(
        'overrides',
        'Overrides',
        tableOf(
          'Overrides',
          ['Rule', 'Reason'],
          list.map(({ rule, reason }) => [code(rule), reason]),
        ),
      );

const findings = ({ findings: list }: ReportView): Content =>
  list.length === 0
    ? undefined
    : section(
        'findings',
        'Findings of the plan',
        tableOf(
          'Findings',
          ['Finding', 'Severity', 'Subject', 'Meaning'],
          list.map(({ code: name, severity, subject, message, hint }) => [
            code(name),
            h('span', { class: toneOf(severity) }, severity),
            code(subject),
            [message, hint && h('span', { class: 'quiet' }, ` ${hint}`)],
          ]),
        ),
      );

const waits = ({ waits: list }: ReportView): Content =>
  list.length === 0
    ? undefined
    : section(
        'waits',
        'Waits between instances',
        tableOf(
          'Waits',
          ['Start', 'Took', 'Reason', 'By'],
          list.map((wait) => [clockText(wait.startedAt), waitText(wait), wait.reason, wait.by.join(', ') || '–']),
        ),
      );

function details({ instances, events, eventsNote }: ReportView): Content {
  const of = (ssi: string) => events.find((group) => group.ssi === ssi);
  const own = events.find(({ ssi }) => ssi === undefined);
  const shown = instances.filter(({ ssi, phases, checks }) => phases.length + checks.length > 0 || of(ssi));
  return section(
    'details',
    'Phases, checks, and events',
    eventsNote && h('p', { class: 'quiet' }, eventsNote),
    own && runEvents(own),
    ...shown.map((instance) => instanceDetails(instance, of(instance.ssi))),
  );
}

/** A report as one HTML page without any other file. */
export function htmlReport(view: ReportView, now: Date): string {
  const page = h(
    'html',
    { lang: 'en' },
    head(view),
    h(
      'body',
      null,
      h('a', { class: 'skip', href: '#main' }, 'Skip to the timeline'),
      top(view),
      h(
        'main',
        { id: 'main' },
        timeline(view),
        section('instances', 'Instances: before and after', instanceTable(view.instances)),
        waits(view),
        overrides(view),
        findings(view),
        details(view),
      ),
      h('footer', null, `Times in UTC. Written by esg-recycler ${version} at ${timeText(now.toISOString())}.`),
    ),
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}
