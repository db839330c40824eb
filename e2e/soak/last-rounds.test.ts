import { describe } from '@jest/globals';
import { seeds, testRounds } from './test-rounds.ts';

describe('any killed process, with any response of Spot', () => {
  testRounds(seeds.slice(6));
});
