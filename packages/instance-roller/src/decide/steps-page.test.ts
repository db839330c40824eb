import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** The numbered lines of the comment above `lines`, in their order. */
const steps = (): string[] => {
  const [comment = ''] = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*const lines\b/.exec(textOf('./decide.ts')) ?? [];
  return [...comment.matchAll(/^ \* +(\d+\. .+)$/gm)].map(([, step = '']) => step);
};

it('has ten steps in order', () =>
  expect(steps().map((step) => Number.parseInt(step, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));

it('has the same steps in the README of the role', () => {
  const page = textOf('../../../../ansible/roles/esg_recycle/README.md').replace(/\s+/g, ' ');
  expect(steps().filter((step) => !page.includes(step))).toEqual([]);
});
