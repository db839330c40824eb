import { describe, expect, it } from '@jest/globals';
import { expandGlobs } from './expand-globs.ts';

const known = [
  { group: { id: 'sig-1', name: 'kafka-a' } },
  { group: { id: 'sig-2', name: 'kafka-b' } },
  { group: { id: 'sig-3', name: 'web' } },
];

describe('expandGlobs', () => {
  it.each([
    [['kafka-*'], ['sig-1', 'sig-2']],
    [
      ['*-2', 'kafka-*'],
      ['sig-2', 'sig-1'],
    ],
    [
      ['kafka-a', 'web'],
      ['kafka-a', 'web'],
    ],
    [['kafkb*'], ['kafkb*']],
  ])('expands --esg %j to %j', (given, esg) => expect(expandGlobs(known, { esg: given })).toEqual({ esg }));

  it('does not change the name of a cluster', () =>
    expect(expandGlobs(known, { cluster: 'k*' })).toEqual({ cluster: 'k*' }));
});
