import { formatDuration } from '@esg-recycler/core';
import { h } from 'preact';
import { phaseNames } from '../../record/trace.ts';
import type { InstanceReport } from '../view/instance-report.ts';
import type { Segment, Tick, Timeline, TimelineRow } from '../view/timeline.ts';
import { clockText, mark, phaseLabel } from '../view/words.ts';
import { toneOf, type Content } from './elements.ts';
import { patternDefinitions, patternName } from './patterns.ts';

const width = 1080;
/** The columns of the picture: names, start times, bars, results. */
const columns = { start: 148, bars: 214, end: 950, result: 966 } as const;
const barWidth = columns.end - columns.bars;
const characterWidth = 6.4;

const x = (fraction: number): number => Math.round((columns.bars + fraction * barWidth) * 10) / 10;
const span = (fraction: number): number => Math.round(fraction * barWidth * 10) / 10;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const label = (name: string | undefined, at: readonly [number, number], content: string): Content =>
  h('text', { x: at[0], y: at[1], ...(name && { class: name }) }, content);

/** The texts for a segment, the longest first; the first that fits is shown. */
const textsFor = ({ name, ms }: Segment): string[] => {
  const time = formatDuration(ms);
  return [`${phaseLabel(name)} ${time}`, time];
};

/** A rectangle and its text. The class has color and pattern; on a pattern, the text has a background of its own. */
function segmentOf(segment: Segment, y: number, height: number): Content {
  const { name, start, width: share, ms, failed } = segment;
  const [left, wide] = [x(start), Math.max(1.5, span(share))];
  const text = textsFor(segment).find((one) => one.length * characterWidth + 14 <= wide);
  const tagWidth = (text?.length ?? 0) * characterWidth + 8;
  const middle = Math.round(left + wide / 2);
  const title = `${phaseLabel(name)} ${formatDuration(ms)}${failed ? ', failed' : ''}`;
  return [
    h(
      'rect',
      { class: `${patternName(name)}${failed ? ' failed' : ''}`, x: left, y, width: wide, height },
      h('title', null, title),
    ),
    text &&
      name !== 'recycle' &&
      h('rect', { class: 'tag', x: middle - tagWidth / 2, y: y + 3, width: tagWidth, height: height - 6 }),
    text && h('text', { class: 'tag', x: middle, y: y + height / 2 + 4 }, text),
  ];
}

const resultOf = ({ state, tookMs }: InstanceReport): string =>
  [mark(state), state === 'done' ? '' : state, tookMs === undefined ? '' : formatDuration(tookMs)]
    .filter((part) => part !== '')
    .join(' ');

function rowOf({ instance, segments }: TimelineRow, y: number, height: number): Content {
  const name = instance.address === '–' ? instance.ssi : instance.address;
  const baseline = y + height / 2 + 4;
  return h(
    'g',
    null,
    h(
      'g',
      null,
      h('title', null, `${instance.ssi} ${instance.address}`),
      label('strong', [0, baseline], cut(name, 20)),
    ),
    instance.startedAt && label('quiet', [columns.start, baseline], clockText(instance.startedAt)),
    ...segments.map((segment) => segmentOf(segment, y, height)),
    label(toneOf(instance.state), [columns.result, baseline], resultOf(instance)),
  );
}

const ticksOf = (
  ticks: readonly Tick[],
  [top, bottom]: readonly [number, number],
  text: (ms: number) => string,
): Content[] =>
  ticks.flatMap(({ at, ms }) => [
    h('line', { class: 'grid', x1: x(at), x2: x(at), y1: top, y2: bottom }),
    label('quiet tick', [x(at), top - 6], text(ms)),
  ]);

/** All instances in the time of the run: shows the waits between them. */
function runOf({ rows, runTicks }: Timeline, startedAt: string): Content[] {
  const start = Date.parse(startedAt);
  return [
    label('quiet', [0, 35], 'Run, by clock'),
    ...ticksOf(runTicks, [20, 46], (ms) =>
      clockText(new Date(start + ms).toISOString()).slice(0, runTicks[1]!.ms < 60_000 ? 8 : 5),
    ),
    h('line', { class: 'base', x1: columns.bars, x2: columns.end, y1: 31, y2: 31 }),
    ...rows.map((row) =>
      h(
        'g',
        null,
        h('title', null, `${row.instance.ssi} ${row.instance.address}: ${row.instance.state}`),
        h('rect', {
          class: 'run',
          x: x(row.start),
          y: 25,
          width: Math.max(1.5, span(row.width) - 1),
          height: 12,
          rx: 2,
        }),
      ),
    ),
  ];
}

const firstRow = 92;

/** The phases of each instance as a picture. Patterns, labels and titles say what the colors say. */
export function timelinePicture(timeline: Timeline, startedAt: string): Content {
  const { rows, rowTicks } = timeline;
  const [step, height] = rows.length > 30 ? [22, 16] : [34, 24];
  const bottom = firstRow + rows.length * step;
  const longest = formatDuration(timeline.rowMs);
  return h(
    'svg',
    {
      viewBox: `0 0 ${width} ${bottom + 4}`,
      role: 'img',
      'aria-label': `Phases of ${rows.length} instances, the longest ${longest}. The table of instances has the same times.`,
    },
    ...runOf(timeline, startedAt),
    label('quiet', [0, firstRow - 12], 'Instance'),
    label('quiet', [columns.start, firstRow - 12], 'Start'),
    ...ticksOf(rowTicks, [firstRow - 6, bottom], formatTick),
    ...rows.map((row, index) => rowOf(row, firstRow + index * step, height)),
  );
}

const formatTick = (ms: number): string => (ms === 0 ? '0' : formatDuration(ms));

/** What each pattern means. */
export const timelineLegend = ({ phases }: Timeline): Content =>
  h(
    'ul',
    { class: 'legend' },
    ...phases
      .toSorted((one, other) => phaseNames.indexOf(one as never) - phaseNames.indexOf(other as never))
      .map((name) =>
        h(
          'li',
          null,
          h(
            'svg',
            { viewBox: '0 0 26 14', 'aria-hidden': true },
            h('rect', { width: 26, height: 14, rx: 2, class: patternName(name) }),
          ),
          phaseLabel(name),
        ),
      ),
  );

/** The definitions are apart, because every picture of the page uses them. */
export const timelinePatterns = (): Content =>
  h('svg', { 'aria-hidden': true, width: 0, height: 0, class: 'defs' }, patternDefinitions());
