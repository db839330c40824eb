import type { InstanceMark } from '../progress.ts';

/** The characters of the view. */
export interface Symbols {
  marks: Readonly<Record<Exclude<InstanceMark, 'running'>, string>>;
  spinner: readonly string[];
  bar: { full: string; empty: string };
  dot: string;
  cut: string;
}

const unicode: Symbols = {
  marks: { waiting: '·', done: '✔', skipped: '↓', failed: '✖' },
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  bar: { full: '█', empty: '░' },
  dot: '·',
  cut: '…',
};

const ascii: Symbols = {
  marks: { waiting: ' ', done: 'v', skipped: '-', failed: 'x' },
  spinner: ['|', '/', '-', '\\'],
  bar: { full: '#', empty: '.' },
  dot: '-',
  cut: '~',
};

/** Only ASCII where the locale is not UTF-8. */
export function symbolsFor({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>): Symbols {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') ? unicode : ascii;
}
