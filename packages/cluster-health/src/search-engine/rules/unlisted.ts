import { type SearchMember, memberAt, viewOf } from '../snapshot.ts';
import type { Known } from './rule.ts';

/** The members that match no listed node. */
export function unlistedMembers({ cluster, snapshot, question }: Known): SearchMember[] {
  const known = new Set(question.nodes.map((address) => memberAt(snapshot, cluster, address)?.id));
  const hosts = new Set(question.nodes.flatMap((address) => snapshot.hosts.get(address) ?? [address]));
  return cluster.members.filter(({ id, host }) => !known.has(id) && !hosts.has(host));
}

/** The unlisted members that a silent node may be. */
export function possibleMembers(known: Known): SearchMember[] {
  const { cluster, snapshot, question } = known;
  const isKnown = (viewOf(snapshot, question.node) ?? memberAt(snapshot, cluster, question.node)) !== undefined;
  return isKnown ? [] : unlistedMembers(known);
}

/** Whether the node is certainly out of the cluster. */
export const isOut = (known: Known): boolean =>
  memberAt(known.snapshot, known.cluster, known.question.node) === undefined && possibleMembers(known).length === 0;
