import type { Standing } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';

/** In which order nodes go, by address: the lower first, equals in any order. */
export type Ranks = ReadonlyMap<string, number>;

/** Those that do not serve, those that can never lead, those that may, the leader. */
function rank({ isServing, role, isEligible = false }: Standing): number {
  if (!isServing) return 0;
  return role === 'leader' ? 3 : isEligible ? 2 : 1;
}

/** The ranks of the node in question and of those that are still due. */
export const ranksOf = (standingOf: (address: string) => Standing, { node, due }: HealthQuestion): Ranks =>
  new Map([node, ...due].map((address) => [address, rank(standingOf(address))]));

/**
 * The ranks by several kinds of check as one order, in which no two nodes wait for each other: a node that does not serve
 * by any of them goes first, one that leads by any of them last.
 */
export function combineRanks(all: readonly Ranks[]): Ranks {
  const addresses = new Set(all.flatMap((ranks) => [...ranks.keys()]));
  const rankOf = (address: string): number => {
    const given = all.flatMap((ranks) => ranks.get(address) ?? []);
    return given.includes(0) ? 0 : Math.max(...given);
  };
  return new Map([...addresses].map((address) => [address, rankOf(address)]));
}

/**
 * The nodes, still due, that go before the one in question, the first of them first. A node that is back leaves no
 * more, but waits in vain as long as one that is due does not serve.
 */
export function whoGoesFirst(ranks: Ranks, { phase, node, due }: HealthQuestion): string[] {
  const rankOf = (address: string) => ranks.get(address) ?? 0;
  const isFirst = (address: string) => (phase === 'before' ? rankOf(address) < rankOf(node) : rankOf(address) === 0);
  return due
    .filter((address) => address !== node && isFirst(address))
    .toSorted((one, other) => rankOf(one) - rankOf(other));
}
