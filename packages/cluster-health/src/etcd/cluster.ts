import { isGap } from '../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../kind/question.ts';
import type { EtcdMember, EtcdSnapshot, EtcdView } from './snapshot.ts';

/** What a node reported about itself; undefined if it did not respond. */
export function viewOf({ nodes }: EtcdSnapshot, address: string): EtcdView | undefined {
  const view = nodes.get(address)?.view;
  return view === undefined || isGap(view) ? undefined : view;
}

/** The member responds, is healthy and has a leader. */
export function isServing(snapshot: EtcdSnapshot, address: string): boolean {
  const view = viewOf(snapshot, address);
  return view !== undefined && view.unhealthy === undefined && view.leader !== undefined;
}

/** The views of the nodes that must be healthy and are serving. */
export const servingViews = (snapshot: EtcdSnapshot, question: HealthQuestion): [string, EtcdView][] =>
  nodesThatMatter(question).flatMap((address): [string, EtcdView][] =>
    isServing(snapshot, address) ? [[address, viewOf(snapshot, address)!]] : [],
  );

/** All voting members, including members that have never started. */
export const votersOf = ({ members }: EtcdSnapshot): EtcdMember[] => members.filter(({ isLearner }) => !isLearner);

/** Members that match no listed address. */
export function unplacedMembers({ members, ids }: EtcdSnapshot): EtcdMember[] {
  const placed = new Set(ids.values());
  return members.filter(({ id }) => !placed.has(id));
}

export const memberAt = ({ members, ids }: EtcdSnapshot, address: string): EtcdMember | undefined =>
  members.find(({ id }) => id === ids.get(address));

/** A learner has no vote. An unidentified node may have one, unless every member is matched to an address. */
export function hasVote(snapshot: EtcdSnapshot, address: string): boolean {
  const member = memberAt(snapshot, address);
  if (member) return !member.isLearner;
  return snapshot.members.length === 0 || unplacedMembers(snapshot).some(({ isLearner }) => !isLearner);
}

/** The number of voting members. If no node lists the members, every listed node counts. */
export const countVoters = (snapshot: EtcdSnapshot, { nodes, expect }: HealthQuestion): number =>
  snapshot.members.length === 0 ? Math.max(nodes.length, expect) : votersOf(snapshot).length;

/** The IDs of the voting members that are serving at the other addresses. An unlisted member is not queried. */
export function servingVotersWithout(snapshot: EtcdSnapshot, { node, nodes }: HealthQuestion): Set<string> {
  const own = memberAt(snapshot, node);
  const others = nodes.flatMap((address): EtcdMember[] => {
    const member = memberAt(snapshot, address);
    return member && isServing(snapshot, address) ? [member] : [];
  });
  return new Set(others.filter((member) => member !== own && !member.isLearner).map(({ id }) => id));
}

/**
 * Whether the absence of this node cost a two-member cluster its quorum: the other member responds and has no leader.
 * Only the return of the node restores the quorum.
 */
export function isQuorumLostWith(snapshot: EtcdSnapshot, question: HealthQuestion): boolean {
  const { phase, node, nodes } = question;
  if (phase === 'after' || isServing(snapshot, node) || countVoters(snapshot, question) !== 2) return false;
  const others = nodes.filter((address) => address !== node);
  return hasVote(snapshot, node) && others.length > 0 && others.every((each) => snapshot.nodes.get(each)?.isLeaderless);
}

/** An ID in the format of etcdctl. */
export const hexOf = (id: string): string => BigInt(id).toString(16);

/** A member as shown to users: its name, and its ID in the format of etcdctl. */
export const describeMember = ({ name, id, peerUrl }: EtcdMember): string =>
  name === '' ? `${hexOf(id)} (${peerUrl}, never started)` : `${name} (${hexOf(id)})`;
