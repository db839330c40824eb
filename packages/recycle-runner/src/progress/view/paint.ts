import { styleText } from 'node:util';

export type Style = 'strong' | 'good' | 'bad' | 'busy' | 'warning' | 'quiet';

/** Colors a text. */
export type Paint = (style: Style, text: string) => string;

const formats = {
  strong: 'bold',
  good: 'green',
  bad: 'red',
  busy: 'cyan',
  warning: 'yellow',
  quiet: 'dim',
} as const satisfies Record<Style, string>;

export const noPaint: Paint = (_, text) => text;

/** Colors for a terminal; none where `NO_COLOR` is set or the terminal has none. */
export const paintFor =
  (stream: NodeJS.WritableStream): Paint =>
  (style, text) =>
    text === '' ? '' : styleText(formats[style], text, { stream });
