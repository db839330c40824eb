import { describe, expect, it } from '@jest/globals';
import { canaryLine } from './canary-line.ts';

const canary = { count: 2, bakeMs: 600_000, done: [] };

describe('canaryLine', () => {
  it.each([
    ['a part of the instances', canary, 5, 'Canary: the first 2 instances, then 10m with health checks, then the rest'],
    [
      'a canary that an earlier run began',
      { ...canary, done: ['ssi-1'] },
      4,
      'Canary: the first instance (ssi-1 in an earlier run), then 10m with health checks, then the rest',
    ],
    ['all instances', canary, 2, 'Canary: all 2 instances: nothing is left for after it. Use a smaller --canary'],
    ['no instance', canary, 0, undefined],
    ['no canary', undefined, 5, undefined],
  ])('describes %s', (_, given, due, line) => expect(canaryLine(given, due)).toBe(line));
});
