import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Paint } from './paint.ts';
import type { Symbols } from './symbols.ts';

/** How the progress is drawn. */
export interface View {
  /** Milliseconds since the epoch. */
  now: number;
  /** The current picture of the spinner. */
  frame: number;
  columns: number;
  rows: number;
  paint: Paint;
  symbols: Symbols;
  /** The durations of instances in earlier runs of the cluster, in milliseconds. */
  earlier: readonly number[];
}

/** The width that lines may have: a full line would make some terminals wrap. */
export const widthOf = ({ columns }: Pick<View, 'columns'>): number => Math.max(1, columns - 1);

export const spinnerOf = ({ frame, symbols: { spinner } }: View): string => spinner[frame % spinner.length] ?? '';

/** The text in at most so many columns, with a sign that something is missing. */
export function cut(text: string, width: number, { symbols }: View): string {
  if (stringWidth(text) <= width) return text;
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  while (characters.length > 0 && stringWidth(characters.join('')) + 1 > width) characters.pop();
  return `${characters.join('').trimEnd()}${symbols.cut}`;
}

/** The complete text in lines that fit: broken at spaces, and inside words that are longer than a line. */
export function wrapAt(text: string, width: number, indent: string): string[] {
  const inner = Math.max(1, width - indent.length);
  return wrapAnsi(text.replaceAll(/[ \t\r\n]+/g, ' ').trim(), inner, { hard: true, trim: true })
    .split('\n')
    .map((line) => indent + line);
}
