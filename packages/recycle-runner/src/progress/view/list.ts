import { formatDuration } from '@esg-recycler/core';
import { phaseNames, shortPhaseNames } from '../phases.ts';
import { type InstanceProgress, type InstanceMark, type Progress } from '../progress.ts';
import type { Style } from './paint.ts';
import { cut, spinnerOf, type View, widthOf } from './view.ts';

const styles: Readonly<Record<InstanceMark, Style>> = {
  waiting: 'quiet',
  running: 'busy',
  done: 'good',
  skipped: 'quiet',
  failed: 'bad',
};

function wordsOf({ mark, words, phases }: InstanceProgress): string {
  const phase = phases.at(-1)?.number;
  return mark === 'running' && phase !== undefined
    ? `step ${phase} of ${phaseNames.length}: ${shortPhaseNames[phase - 1]}`
    : words;
}

function rowOf(instance: InstanceProgress, widths: { ssi: number; address: number }, view: View): string {
  const { ssi, address, mark, startedAt, endedAt } = instance;
  const { now, paint, symbols } = view;
  const symbol = mark === 'running' ? spinnerOf(view) : symbols.marks[mark];
  const time = startedAt === undefined ? '' : formatDuration(Math.max(1000, (endedAt ?? now) - startedAt));
  const row = [ssi.padEnd(widths.ssi), address.padEnd(widths.address), time.padStart(6), wordsOf(instance)]
    .join('  ')
    .trimEnd();
  const text = cut(row, Math.max(1, widthOf(view) - 4), view);
  const isPlain = mark === 'done' || mark === 'running';
  return `  ${paint(styles[mark], symbol)} ${isPlain ? text : paint(styles[mark], text)}`;
}

/** `12 done, 3 pending` */
function countOf(hidden: readonly InstanceProgress[]): string {
  const words: [InstanceMark, string][] = [
    ['done', 'done'],
    ['skipped', 'skipped'],
    ['failed', 'failed'],
    ['running', 'in progress'],
    ['waiting', 'pending'],
  ];
  return words
    .map(([mark, word]) => [hidden.filter((one) => one.mark === mark).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

function hiddenRow(hidden: readonly InstanceProgress[], where: string, view: View): string[] {
  if (hidden.length === 0) return [];
  return [view.paint('quiet', cut(`  ${view.symbols.cut} ${where}: ${countOf(hidden)}`, widthOf(view), view))];
}

/** The place of the instance in progress, or of the next one. */
const placeOf = (instances: readonly InstanceProgress[]): number => {
  const running = instances.findIndex(({ mark }) => mark === 'running');
  const next = running >= 0 ? running : instances.findIndex(({ mark }) => mark === 'waiting');
  return next < 0 ? instances.length : next;
};

/** The instances in at most so many rows: those around the one in progress, and counts of the others. */
export function drawList({ instances }: Progress, rows: number, view: View): string[] {
  const widths = {
    ssi: Math.max(0, ...instances.map(({ ssi }) => ssi.length)),
    address: Math.max(0, ...instances.map(({ address }) => address.length)),
  };
  if (instances.length <= rows) return instances.map((one) => rowOf(one, widths, view));
  if (rows < 3) return hiddenRow(instances, 'instances', view).slice(0, Math.max(0, rows));
  const shown = rows - 2;
  const first = Math.min(Math.max(0, placeOf(instances) - Math.floor(shown / 2)), instances.length - shown);
  return [
    ...hiddenRow(instances.slice(0, first), 'before', view),
    ...instances.slice(first, first + shown).map((one) => rowOf(one, widths, view)),
    ...hiddenRow(instances.slice(first + shown), 'after', view),
  ];
}
