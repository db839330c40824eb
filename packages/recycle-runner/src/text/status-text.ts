import { formatDuration } from '@esg-recycler/core';
import type { StatusView } from '../control/status-view.ts';
import { stopText } from '../control/stop-effect.ts';
import { wrappedTable } from './wrap.ts';

const short = (iso: string): string => iso.replace(/\.\d+Z$/, 'Z');
const since = (iso: string, now: number): string => `for ${formatDuration(Math.max(1000, now - Date.parse(iso)))}`;

const headings: Record<StatusView['state'], string> = {
  running: 'in progress',
  waiting: 'waiting',
  interrupted: 'interrupted',
  ended: 'ended',
};

const processOf = ({ operator, host, pid }: StatusView): string => {
  const place = [pid === undefined ? '' : `PID ${pid}`, host && !operator?.endsWith(`@${host}`) ? `on ${host}` : '']
    .filter(Boolean)
    .join(' ');
  return operator === undefined ? place : place === '' ? operator : `${operator} (${place})`;
};

const doingOf = ({ instance, doing }: StatusView, now: number): string | undefined => {
  const ssi = doing?.ssi ?? instance?.ssi;
  const name = ssi && instance?.address && instance.ssi === ssi ? `${ssi} (${instance.address})` : ssi;
  if (doing) return `${name ? `${name}: ` : ''}${doing.text}, ${since(doing.since, now)}`;
  return name;
};

const stopOf = ({ stop }: StatusView, now: number): string | undefined =>
  stop && `requested at ${short(stop.requestedAt)}, ${since(stop.requestedAt, now)}: ${stopText(stop)}`;

const untilOf = (until: string | undefined): string => (until === undefined ? '' : `, until ${short(until)}`);

/**
 * The state of a run for people.
 *
 * @param columns the width of the terminal
 */
export function statusText(view: StatusView, { now, columns }: { now: number; columns?: number }): string {
  const { run, cluster, state, done, total, startedAt, finishedAt, outcome, waitsFor } = view;
  const end = finishedAt === undefined ? '' : `: ${outcome}, at ${short(finishedAt)}`;
  const rows: [string, string | undefined][] = [
    ['cluster', cluster],
    ['progress', `${done} of ${total} recycled`],
    ['operator', processOf(view) || undefined],
    ['started', short(startedAt)],
    ['now', doingOf(view, now)],
    ['stop', stopOf(view, now)],
    [
      'waits for',
      waitsFor && `${waitsFor.kind}: ${waitsFor.reason}, ${since(waitsFor.since, now)}${untilOf(waitsFor.until)}`,
    ],
  ];
  const shown = rows.filter((row): row is [string, string] => row[1] !== undefined);
  return [`Run ${run}: ${view.stop ? 'stopping' : headings[state]}${end}`, ...wrappedTable(shown, columns, '  ')].join(
    '\n',
  );
}
