import { describeMeasure, formatDuration } from '@esg-recycler/core';
import { phaseNames } from '../phases.ts';
import type { CheckProgress, InstanceProgress, PhaseProgress, Wait } from '../progress.ts';
import { waitText } from '../waits.ts';
import { cut, spinnerOf, type View, widthOf, wrapAt } from './view.ts';

const nameWidth = Math.max(...phaseNames.map(({ length }) => length));
const indent = '      ';

const failing = 'failing';

/** `3 of 12 checks passed in a row` */
function checksText({ passed, count, reasons }: CheckProgress): string {
  if (reasons.length > 0 && passed === 0) return failing;
  return count === undefined || count <= 1 ? '' : `${passed} of ${count} checks passed in a row`;
}

/** What a phase has come to: the state in Spot, the new machine, the number of checks. */
function resultOf({ number }: PhaseProgress, { spot, machine, check, phases }: InstanceProgress): string {
  const name = phaseNames[number - 1];
  const isCurrent = phases.at(-1)?.number === number;
  if (name === 'recycle in Spot') return (isCurrent && spot) || '';
  if (name === 'verify the new machine') return machine ? `now ${machine}` : '';
  const isChecked = check && name?.startsWith(`health check ${check.phase}`);
  return isChecked ? checksText(check) : '';
}

/** A result that does not fit behind the phase gets lines of its own. */
function phaseRows(phase: PhaseProgress, instance: InstanceProgress, view: View): string[] {
  const { now, paint, symbols } = view;
  const isCurrent = phase.endedAt === undefined;
  const symbol = isCurrent ? paint('busy', spinnerOf(view)) : paint('good', symbols.marks.done);
  const time = formatDuration(Math.max(1000, (phase.endedAt ?? now) - phase.startedAt));
  const row = `${phase.number} ${(phaseNames[phase.number - 1] ?? '').padEnd(nameWidth)} ${time.padStart(6)}`;
  const result = resultOf(phase, instance);
  const width = widthOf(view);
  const isFitting = row.length + 6 + result.length <= width;
  const shown = phase.endedAt === undefined && result === failing ? paint('warning', result) : result;
  return [
    `  ${symbol} ${cut(row, Math.max(1, width - 4), view)}${isFitting && result !== '' ? `  ${shown}` : ''}`,
    ...(isFitting || result === '' ? [] : wrapAt(result, width, indent)),
  ];
}

/** What it waits for, with the time left, and why a check fails: complete, however many lines that takes. */
function reasonRows({ check, wait }: { check?: CheckProgress; wait?: Wait }, view: View): string[] {
  const width = widthOf(view);
  return [
    ...(wait ? wrapAt(waitText(wait, view.now), width, indent) : []),
    ...(check?.reasons ?? []).flatMap((reason) => wrapAt(reason, width, indent)),
  ].map((line) => view.paint('warning', line));
}

/** A number stays on one line with its name. */
function numberRows({ check }: Pick<InstanceProgress, 'check'>, view: View): string[] {
  const text = (check?.numbers ?? []).map((number) => describeMeasure(number).replaceAll(' ', '\u00A0')).join(', ');
  return text === ''
    ? []
    : wrapAt(text, widthOf(view), indent).map((line) => view.paint('quiet', line.replaceAll('\u00A0', ' ')));
}

/** The phases that are still to come, where the view has room for all of them. */
function futureRows({ phases }: InstanceProgress, view: View): string[] {
  const last = phases.at(-1)?.number ?? 0;
  return phaseNames
    .map((name, index) => `${index + 1} ${name}`)
    .slice(last)
    .map((row) => view.paint('quiet', cut(`  ${view.symbols.marks.waiting} ${row}`, widthOf(view), view)));
}

/** What a run waits for between two instances. */
export const drawWait = (wait: Wait | undefined, view: View): string[] => reasonRows({ wait }, view);

/**
 * The instance in progress: its phases with their times, the numbers of its health check, and what it waits for.
 *
 * @param detail `all` phases, those until `now`, or only the one in progress
 */
export function drawInstance(instance: InstanceProgress, detail: 'all' | 'now' | 'one', view: View): string[] {
  const { phases, check } = instance;
  const current = phases.at(-1);
  if (current === undefined) return [];
  const shown = detail === 'one' ? [current] : phases;
  // The numbers of a check belong to its phase, and are out of date once another one has begun.
  const isChecking = phaseNames[current.number - 1]?.startsWith('health check') && check;
  return [
    ...shown.flatMap((phase) => phaseRows(phase, instance, view)),
    ...(isChecking ? numberRows(instance, view) : []),
    ...reasonRows(isChecking ? instance : { wait: instance.wait }, view),
    ...(detail === 'all' ? futureRows(instance, view) : []),
  ];
}
