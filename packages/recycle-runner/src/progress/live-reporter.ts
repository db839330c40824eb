import { createLogUpdate } from 'log-update';
import stringWidth from 'string-width';
import type { WriteStream } from 'node:tty';
import { advance } from './advance.ts';
import { lineOf } from './line.ts';
import { phrase } from './phrase.ts';
import { noProgress } from './progress.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { draw } from './view/draw.ts';
import { paintFor } from './view/paint.ts';
import { symbolsFor } from './view/symbols.ts';

export type Screen = Pick<WriteStream, 'write' | 'columns' | 'rows' | 'isTTY' | 'on' | 'off'>;

const frameMs = 120;
const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const eraseAbove = (lines: number): string => '\x1b[2K' + '\x1b[1A\x1b[2K'.repeat(lines) + '\r';

/** A view that is redrawn in place, for people at a terminal. Only lines that changed are written. */
export function createLiveReporter(screen: Screen, { earlier = [], now = Date.now }: ReporterOptions = {}): Reporter {
  const log = createLogUpdate(screen as WriteStream, { showCursor: true });
  const paint = paintFor(screen as WriteStream);
  const symbols = symbolsFor(process.env);
  let progress = noProgress;
  let drawn: string[] = [];
  let frame = 0;
  let isPaused = false;
  /** What stays above the view. */
  let kept: string[] = [];

  const render = (): void => {
    if (isPaused) return;
    if (kept.length > 0) {
      log.clear();
      screen.write(kept.map((line) => `${line}\n`).join(''));
      kept = [];
    }
    // A terminal may report no size.
    const [columns, rows] = [screen.columns || 80, screen.rows || 24];
    drawn = draw(progress, { now: now(), frame, columns, rows, paint, symbols, earlier });
    log(drawn.join('\n'));
  };
  /** A narrower terminal has wrapped the lines, so they take more rows than were written. */
  const resize = (): void => {
    if (isPaused) return;
    const columns = screen.columns || 80;
    const height = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
    screen.write(eraseAbove(height));
    log.done();
    render();
  };
  const timer = setInterval(() => {
    frame += 1;
    render();
  }, frameMs).unref();
  screen.on('resize', resize);
  screen.write(hideCursor);

  return {
    event: (event) => {
      progress = advance(progress, event);
      // An approval from elsewhere leaves the question on this terminal without an answer.
      if (event.event === 'approval_granted') kept.push(lineOf(event, String(phrase(event))));
      render();
    },
    note: (text) => {
      if (!isPaused) log.clear();
      screen.write(`${text}\n`);
      render();
    },
    pause: () => {
      render();
      // The view stays above the question.
      log.done();
      isPaused = true;
      screen.write(showCursor);
    },
    resume: () => {
      isPaused = false;
      screen.write(hideCursor);
      render();
    },
    close: () => {
      clearInterval(timer);
      screen.off('resize', resize);
      // The summary lists every instance.
      if (!isPaused) log.clear();
      screen.write(showCursor);
    },
  };
}
