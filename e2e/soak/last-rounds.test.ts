import { describe } from '@jest/globals';
import { seeds, testRounds } from './test-rounds.ts';

describe('whatever is killed, and whatever Spot answers', () => {
  testRounds(seeds.slice(6));
});
