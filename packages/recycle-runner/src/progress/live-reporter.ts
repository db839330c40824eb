import { advance, type Board, draw } from './board.ts';
import type { Output, Reporter } from './reporter.ts';

export interface Screen extends Output {
  columns?: number;
  rows?: number;
}

const frameMs = 120;
const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const clearFrom = (lines: number): string => `\r${lines > 0 ? `\x1b[${lines}A` : ''}\x1b[J`;

/** A list that is redrawn in place, for people at a terminal. */
export function createLiveReporter(screen: Screen, now: () => number = Date.now): Reporter {
  let board: Board = [];
  let drawn = 0;
  let frame = 0;
  let isPaused = false;

  const render = (above = ''): void => {
    if (isPaused) return void screen.write(above);
    const lines = draw(board, { now: now(), frame, columns: screen.columns ?? 80, rows: screen.rows ?? 24 });
    screen.write(clearFrom(drawn) + above + lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
  const timer = setInterval(() => {
    frame += 1;
    render();
  }, frameMs).unref();
  screen.write(hideCursor);

  return {
    event: (event) => {
      board = advance(board, event);
      render();
    },
    note: (text) => render(`${text}\n`),
    pause: () => {
      render();
      isPaused = true;
      screen.write(showCursor);
    },
    resume: () => {
      isPaused = false;
      // The question stays on the screen, above the list.
      drawn = 0;
      screen.write(hideCursor);
      render();
    },
    close: () => {
      clearInterval(timer);
      isPaused = false;
      render();
      screen.write(`${board.length > 0 ? '\n' : ''}${showCursor}`);
    },
  };
}
