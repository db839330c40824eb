import type { Standing } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';

/** The order of nodes, by address: lower ranks first, equal ranks in any order. */
export type Ranks = ReadonlyMap<string, number>;

/** Nodes that do not serve, nodes that can never lead, nodes that may lead, the leader. */
function rank({ isServing, role, isEligible = false }: Standing): number {
  if (!isServing) return 0;
  return role === 'leader' ? 3 : isEligible ? 2 : 1;
}

/** The ranks of the node in question and of the due nodes. */
export const ranksOf = (standingOf: (address: string) => Standing, { node, due }: HealthQuestion): Ranks =>
  new Map([node, ...due].map((address) => [address, rank(standingOf(address))]));

/**
 * Combines the ranks of several kinds into one order without circular waits: a node that does not serve by any kind goes
 * first, and a leader by any kind goes last.
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
 * The due nodes that go before the one in question, in order. A node that is back does not leave again, but cannot become
 * healthy while a due node does not serve.
 */
export function whoGoesFirst(ranks: Ranks, { phase, node, due }: HealthQuestion): string[] {
  const rankOf = (address: string) => ranks.get(address) ?? 0;
  const isFirst = (address: string) => (phase === 'before' ? rankOf(address) < rankOf(node) : rankOf(address) === 0);
  return due
    .filter((address) => address !== node && isFirst(address))
    .toSorted((one, other) => rankOf(one) - rankOf(other));
}
