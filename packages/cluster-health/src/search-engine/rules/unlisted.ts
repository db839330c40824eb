import { type SearchMember, memberAt, viewOf } from '../snapshot.ts';
import type { Known } from './rule.ts';

/** The members that cannot be told to be any of the nodes that are listed. */
export function unlistedMembers({ cluster, snapshot, question }: Known): SearchMember[] {
  const known = new Set(question.nodes.map((address) => memberAt(snapshot, cluster, address)?.id));
  const hosts = new Set(question.nodes.flatMap((address) => snapshot.hosts.get(address) ?? [address]));
  return cluster.members.filter(({ id, host }) => !known.has(id) && !hosts.has(host));
}

/** The members that the node may be: it does not say who it is, and they are at addresses that nobody listed. */
export function whichItMayBe(known: Known): SearchMember[] {
  const { cluster, snapshot, question } = known;
  const isKnown = (viewOf(snapshot, question.node) ?? memberAt(snapshot, cluster, question.node)) !== undefined;
  return isKnown ? [] : unlistedMembers(known);
}

/** Whether the cluster certainly does without the node already. */
export const isOut = (known: Known): boolean =>
  memberAt(known.snapshot, known.cluster, known.question.node) === undefined && whichItMayBe(known).length === 0;
