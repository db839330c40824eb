import { formatDuration } from '@esg-recycler/core';
import { estimate, estimateText, usualMs } from '../estimate.ts';
import { phaseNames } from '../phases.ts';
import { currentOf, type Progress, tallyOf } from '../progress.ts';
import { cut, type View, widthOf } from './view.ts';

const leastBar = 8;
const mostBar = 40;

/** How much of the instance in progress is done, from 0 to 1: by the usual time, or else by its phase. */
function currentShare(progress: Progress, { earlier, now }: View): number {
  const current = currentOf(progress);
  if (current?.startedAt === undefined) return 0;
  const usual = usualMs(progress, earlier);
  const phase = current.phases.at(-1)?.number ?? 1;
  const share = usual === undefined ? (phase - 1) / phaseNames.length : (now - current.startedAt) / usual;
  return Math.min(Math.max(share, 0), 0.95);
}

function barOf(progress: Progress, view: View, width: number): string {
  const { bar } = view.symbols;
  const { done, total } = tallyOf(progress);
  const isEmpty = progress.instances.length === 0;
  const share = total === 0 ? Number(!isEmpty) : (done + currentShare(progress, view)) / total;
  const full = Math.min(width, Math.floor(share * width));
  return view.paint('good', bar.full.repeat(full)) + view.paint('quiet', bar.empty.repeat(width - full));
}

/** `2 of 5 done · 4m12s · about 7m left` */
function numbersOf(progress: Progress, { now, earlier, symbols }: View): string {
  const { done, total } = tallyOf(progress);
  const { startedAt } = progress;
  const left = estimate(progress, earlier, now);
  return [
    `${done} of ${total} done`,
    ...(startedAt === undefined ? [] : [formatDuration(Math.max(1000, now - startedAt))]),
    ...(left ? [estimateText(left)] : []),
  ].join(` ${symbols.dot} `);
}

/** The two lines about the complete run. */
export function drawHeader(progress: Progress, view: View): string[] {
  const { cluster = '', run = '' } = progress;
  const width = widthOf(view);
  const title = cut(`Recycling ${cluster}`, width, view);
  const isWide = title.length + 6 + run.length <= width && run !== '';
  const numbers = cut(numbersOf(progress, view), width, view);
  const barWidth = Math.min(mostBar, width - numbers.length - 2);
  return [
    view.paint('strong', title) + (isWide ? view.paint('quiet', `  run ${run}`) : ''),
    barWidth < leastBar ? numbers : `${barOf(progress, view, barWidth)}  ${numbers}`,
  ];
}
