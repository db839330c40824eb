import { type ComponentChildren, h } from 'preact';

export type Content = ComponentChildren;

/** A section with a heading. */
export const section = (id: string, title: string, ...content: Content[]): Content =>
  h('section', { id }, h('h2', null, title), ...content);

/** A region that scrolls sideways, also with the keyboard. */
export const scrolling = (label: string, content: Content): Content =>
  h('div', { class: 'scroll', role: 'region', tabIndex: 0, 'aria-label': label }, content);

/** A table without a frame; the first cell of each row is its heading. */
export const plainTable = (
  headings: readonly string[],
  rows: readonly (readonly Content[])[],
  name?: string,
): Content =>
  h(
    'table',
    name ? { class: name } : null,
    h('thead', null, h('tr', null, ...headings.map((heading) => h('th', null, heading)))),
    h(
      'tbody',
      null,
      ...rows.map(([first, ...rest]) =>
        h('tr', null, h('th', null, first), ...rest.map((cell) => h('td', null, cell))),
      ),
    ),
  );

/** A table in a scrolling region. */
export const tableOf = (
  label: string,
  headings: readonly string[],
  rows: readonly (readonly Content[])[],
  name?: string,
): Content => scrolling(label, plainTable(headings, rows, name));

export const code = (text: string): Content => h('code', null, text);
export const id = (text: string): Content => h('span', { class: 'id' }, text);
export const quiet = (content: Content): Content => h('span', { class: 'quiet' }, content);

const tones: Readonly<Record<string, string>> = {
  done: 'good',
  passed: 'good',
  failed: 'bad',
  interrupted: 'bad',
  refused: 'bad',
  block: 'bad',
  failing: 'bad',
  warn: 'wait',
  stopped: 'wait',
};

/** The color of a state; its word is always beside it. */
export const toneOf = (word: string): string | undefined => tones[word];
