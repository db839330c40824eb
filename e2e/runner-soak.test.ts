import { expect, it } from '@jest/globals';
import { playRunnerRound } from './soak/runner/play-round.ts';

/** With this seed, three faults of different kinds strike while an instance is out, a moment that no speed misses. */
const seed = 12830;

it('a roll is finished after a hold, a kill, a closed output and a full disk', async () => {
  const { problems, hits } = await playRunnerRound(seed, { faults: 3, instances: 4 });
  expect(problems).toEqual([]);
  expect(hits.map(({ kind }) => kind.name)).toEqual(['hold, kill', 'output closed', 'disk full']);
}, 900_000);
