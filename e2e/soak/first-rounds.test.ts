import { describe, expect, it } from '@jest/globals';
import { modes } from './modes.ts';
import { modeOf } from './round.ts';
import { seeds, testRounds } from './test-rounds.ts';

describe('any killed process, with any response of Spot', () => {
  testRounds(seeds.slice(0, 6));

  it('every mode is among them', () => {
    expect(new Set(seeds.map((seed) => modeOf(seed)))).toEqual(new Set(modes));
  });
});
