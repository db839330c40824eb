import { expect, it } from '@jest/globals';
import { playRound } from './round.ts';

it('every instance is recycled exactly once when the runner is killed ten times', async () => {
  const { problems, hits } = await playRound(10, { only: 'runner killed', strikes: 10 });
  expect(problems).toEqual([]);
  expect(hits).toHaveLength(10);
}, 900_000);
