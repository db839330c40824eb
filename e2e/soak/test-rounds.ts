import { expect, it } from '@jest/globals';
import { modeOf, playRound } from './round.ts';

/** The rounds of `npm test`. Together they cover every mode and every phase. */
export const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

/** Runs some of them. `npm run soak -- instance 1 --seed N` repeats one. */
export const testRounds = (some: readonly number[]): void =>
  it.each(some.map((seed) => [seed, modeOf(seed).name] as const))(
    'recycles each instance once, never two at a time, without leftovers (%d: %s)',
    async (seed) => {
      expect((await playRound(seed)).problems).toEqual([]);
    },
    600_000,
  );
