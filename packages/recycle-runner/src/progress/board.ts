import { formatDuration } from '@esg-recycler/core';
import type { NumberedEvent } from '../events/event-log.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { isElsewhere } from '../ansible/failed-task.ts';
import { phrase } from './phrase.ts';

type Mark = 'waiting' | 'running' | 'done' | 'skipped' | 'failed';

/** One instance on the board. */
export interface BoardLine {
  ssi: string;
  address: string;
  mark: Mark;
  words: string;
  /** Milliseconds since the epoch. */
  startedAt?: number;
  endedAt?: number;
}

export type Board = readonly BoardLine[];

const marks: Partial<Record<string, Mark>> = {
  instance_started: 'running',
  instance_finished: 'done',
  instance_skipped: 'skipped',
  instance_failed: 'failed',
  instance_deferred: 'waiting',
};

type Planned = Pick<PlannedInstance, 'ssi' | 'address' | 'action'>;

/** Instances that are planned during the roll are added at the end. */
const extend = (board: Board, planned: readonly Planned[]): Board => [
  ...board,
  ...planned
    .filter(({ ssi, action }) => action === 'recycle' && !board.some((line) => line.ssi === ssi))
    .map(({ ssi, address }): BoardLine => ({ ssi, address: address ?? '', mark: 'waiting', words: '' })),
];

const markOf = ({ event, event_data: { code } }: NumberedEvent): Mark | undefined =>
  event === 'instance_failed' && isElsewhere(code) ? 'waiting' : marks[event];

function change(line: BoardLine, event: NumberedEvent): BoardLine {
  const at = Date.parse(event.created);
  const mark = markOf(event) ?? line.mark;
  return {
    ...line,
    mark,
    words: phrase(event) ?? line.words,
    startedAt: event.event === 'instance_started' ? (line.startedAt ?? at) : line.startedAt,
    endedAt: mark === 'running' || mark === 'waiting' ? undefined : (line.endedAt ?? at),
  };
}

/** The board after one more event. */
export function advance(board: Board, event: NumberedEvent): Board {
  if (event.event === 'run_planned') return extend(board, event.event_data['instances'] as Planned[]);
  return board.map((line) => (line.ssi === event.ssi ? change(line, event) : line));
}

const symbols: Record<Exclude<Mark, 'running'>, string> = { waiting: ' ', done: '✔', skipped: '↓', failed: '✖' };
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export interface View {
  now: number;
  /** The current picture of the spinner. */
  frame: number;
  columns: number;
  rows: number;
}

/** The lines that fit on the screen, around the instance in progress. */
function visible(board: Board, rows: number): Board {
  if (board.length <= rows) return board;
  const current = board.findIndex(({ mark }) => mark === 'running' || mark === 'waiting');
  const middle = current < 0 ? board.length : current;
  const first = Math.min(Math.max(0, middle - Math.floor(rows / 2)), board.length - rows);
  return board.slice(first, first + rows);
}

/** The board as lines that fit on the screen. */
export function draw(board: Board, { now, frame, columns, rows }: View): string[] {
  const width = Math.max(0, ...board.map(({ ssi }) => ssi.length));
  const addressWidth = Math.max(0, ...board.map(({ address }) => address.length));
  return visible(board, Math.max(1, rows - 1)).map(({ ssi, address, mark, words, startedAt, endedAt }) => {
    const symbol = mark === 'running' ? (spinner[frame % spinner.length] ?? '') : symbols[mark];
    const time = startedAt === undefined ? '' : formatDuration(Math.max(1000, (endedAt ?? now) - startedAt));
    const line = [symbol, ssi.padEnd(width), address.padEnd(addressWidth), time.padStart(6), words]
      .join('  ')
      .trimEnd();
    return line.slice(0, Math.max(1, columns - 1));
  });
}
