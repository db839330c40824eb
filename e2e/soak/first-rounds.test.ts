import { describe, expect, it } from '@jest/globals';
import { modes } from './modes.ts';
import { modeOf } from './round.ts';
import { seeds, testRounds } from './test-rounds.ts';

describe('whatever is killed, and whatever Spot answers', () => {
  testRounds(seeds.slice(0, 6));

  it('every mode is among them', () => {
    expect(new Set(seeds.map((seed) => modeOf(seed)))).toEqual(new Set(modes));
  });
});
