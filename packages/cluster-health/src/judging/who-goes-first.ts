import type { Standing } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';

/** Which nodes go first: those that do not serve, those that can never lead, those that may, the leader. */
function rank({ isServing, role, isEligible = false }: Standing): number {
  if (!isServing) return 0;
  return role === 'leader' ? 3 : isEligible ? 2 : 1;
}

/**
 * The nodes, still due, that go before the one in question, the first of them first. A node that is back leaves no
 * more, but waits in vain as long as one that is due does not serve.
 */
export function whoGoesFirst(
  standingOf: (address: string) => Standing,
  { phase, node, due }: HealthQuestion,
): string[] {
  const ranks = new Map([node, ...due].map((address) => [address, rank(standingOf(address))]));
  const rankOf = (address: string) => ranks.get(address)!;
  const isFirst = (address: string) => (phase === 'before' ? rankOf(address) < rankOf(node) : rankOf(address) === 0);
  return due
    .filter((address) => address !== node && isFirst(address))
    .toSorted((one, other) => rankOf(one) - rankOf(other));
}
