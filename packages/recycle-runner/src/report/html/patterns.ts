import { h } from 'preact';
import type { Content } from './elements.ts';

/** What fills a phase: an even color, and the lines or dots on it that distinguish it without color. */
interface Pattern {
  tone: 'check' | 'work' | 'recycle';
  /** Lines as an SVG path in a field of 8 × 8. */
  path?: string;
  dots?: true;
}

const patterns: Readonly<Record<string, Pattern>> = {
  'check-before': { tone: 'check', path: 'M-2 2 2 -2M0 8 8 0M6 10 10 6' },
  prepare: { tone: 'work', dots: true },
  drain: { tone: 'work', path: 'M0 2.5H8M0 6.5H8' },
  quiet: { tone: 'work' },
  recycle: { tone: 'recycle' },
  reconnect: { tone: 'work', path: 'M2.5 0V8M6.5 0V8' },
  'check-after': { tone: 'check', path: 'M-2 6 2 10M0 0 8 8M6 -2 10 2' },
  finish: { tone: 'work', path: 'M0 4H8M4 0V8' },
};

/** The class of a phase; phases of newer versions have the plain one. */
export const patternName = (phase: string): string => `p-${phase in patterns ? phase : 'quiet'}`;

const patternOf = ([name, { tone, path, dots }]: [string, Pattern]): Content =>
  h(
    'pattern',
    { id: `p-${name}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
    h('rect', { width: 8, height: 8, class: `soft-${tone}` }),
    path && h('path', { d: path, class: `ink-${tone}`, 'stroke-width': 1.1 }),
    dots && h('circle', { cx: 4, cy: 4, r: 1.3, class: `ink-${tone}` }),
  );

/** The style of each phase. */
export const patternStyles = Object.entries(patterns)
  .map(([name, { tone }]) => `svg .p-${name} { fill: url(#p-${name}); stroke: var(--${tone}); }`)
  .join('\n');

/** The patterns that the pictures of a page use. */
export const patternDefinitions = (): Content => h('defs', null, ...Object.entries(patterns).map(patternOf));
