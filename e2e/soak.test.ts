import { describe, expect, it } from '@jest/globals';
import { modes } from './soak/modes.ts';
import { modeOf, playRound } from './soak/round.ts';

/** By turns these meet every mode, and every phase; `npm run soak -- instance 1 --seed N` plays one of them again. */
const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

describe('whatever is killed, and whatever Spot answers', () => {
  it.each(seeds.map((seed) => [seed, modeOf(seed).name] as const))(
    'every instance is recycled exactly once, never two are out, and nothing is left behind (seed %d: %s)',
    async (seed) => {
      expect((await playRound(seed)).problems).toEqual([]);
    },
    300_000,
  );

  it('so it is when the runner is killed ten times', async () => {
    const { problems, hits } = await playRound(10, { only: 'runner killed', strikes: 10 });
    expect(problems).toEqual([]);
    expect(hits).toHaveLength(10);
  }, 600_000);

  it('every mode is among them', () => {
    expect(new Set(seeds.map((seed) => modeOf(seed)))).toEqual(new Set(modes));
  });
});
