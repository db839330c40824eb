import { randomNumbers } from '@esg-recycler/spot-simulator';

/** Repeatable random numbers: the same seed gives the same numbers. */
export interface Random {
  /** An integer, both ends included. */
  between: (from: number, to: number) => number;
  pick: <T>(list: readonly T[]) => T;
  chance: (probability: number) => boolean;
}

export function randomFrom(seed: number): Random {
  const next = randomNumbers(seed);
  return {
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    chance: (probability) => next() < probability,
  };
}

/** In turn, so that consecutive seeds cover every entry. */
export const takeTurns = <T>(list: readonly T[], seed: number): T => list[seed % list.length]!;
