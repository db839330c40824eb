import { isGap } from '../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../kind/question.ts';
import type { EtcdMember, EtcdSnapshot, EtcdView } from './snapshot.ts';

/** What a node said of itself; nothing where it said nothing. */
export function viewOf({ nodes }: EtcdSnapshot, address: string): EtcdView | undefined {
  const view = nodes.get(address)?.view;
  return view === undefined || isGap(view) ? undefined : view;
}

/** It answers, is healthy, and knows of a leader. */
export function isServing(snapshot: EtcdSnapshot, address: string): boolean {
  const view = viewOf(snapshot, address);
  return view !== undefined && view.unhealthy === undefined && view.leader !== undefined;
}

/** The views of the nodes that must be well and serve. */
export const servingViews = (snapshot: EtcdSnapshot, question: HealthQuestion): [string, EtcdView][] =>
  nodesThatMatter(question).flatMap((address): [string, EtcdView][] =>
    isServing(snapshot, address) ? [[address, viewOf(snapshot, address)!]] : [],
  );

/** Members that are started or not: those that have never started count as well. */
export const votersOf = ({ members }: EtcdSnapshot): EtcdMember[] => members.filter(({ isLearner }) => !isLearner);

/** Members of which nobody knows at which listed address they are. */
export function unplacedMembers({ members, ids }: EtcdSnapshot): EtcdMember[] {
  const placed = new Set(ids.values());
  return members.filter(({ id }) => !placed.has(id));
}

export const memberAt = ({ members, ids }: EtcdSnapshot, address: string): EtcdMember | undefined =>
  members.find(({ id }) => id === ids.get(address));

/** A learner has no vote; a node of which it cannot be told may have one, unless all members are placed. */
export function hasVote(snapshot: EtcdSnapshot, address: string): boolean {
  const member = memberAt(snapshot, address);
  if (member) return !member.isLearner;
  return snapshot.members.length === 0 || unplacedMembers(snapshot).some(({ isLearner }) => !isLearner);
}

/** How many votes there are; as many as are listed where nobody lists the members. */
export const countVoters = (snapshot: EtcdSnapshot, { nodes, expect }: HealthQuestion): number =>
  snapshot.members.length === 0 ? Math.max(nodes.length, expect) : votersOf(snapshot).length;

/** The ids of the members with a vote that are seen to serve at the other addresses: an unlisted member is not asked. */
export function servingVotersWithout(snapshot: EtcdSnapshot, { node, nodes }: HealthQuestion): Set<string> {
  const own = memberAt(snapshot, node);
  const others = nodes.flatMap((address): EtcdMember[] => {
    const member = memberAt(snapshot, address);
    return member && isServing(snapshot, address) ? [member] : [];
  });
  return new Set(others.filter((member) => member !== own && !member.isLearner).map(({ id }) => id));
}

/**
 * Whether the absence of the node has taken the quorum of two members: the other answers, and has no leader. Nothing but
 * the node's return heals that.
 */
export function isQuorumGoneWith(snapshot: EtcdSnapshot, question: HealthQuestion): boolean {
  const { phase, node, nodes } = question;
  if (phase === 'after' || isServing(snapshot, node) || countVoters(snapshot, question) !== 2) return false;
  const others = nodes.filter((address) => address !== node);
  return hasVote(snapshot, node) && others.length > 0 && others.every((each) => snapshot.nodes.get(each)?.isLeaderless);
}

/** An id as etcdctl prints and takes it. */
export const hexOf = (id: string): string => BigInt(id).toString(16);

/** A member for people: its name, and its id as etcdctl has it. */
export const describeMember = ({ name, id, peerUrl }: EtcdMember): string =>
  name === '' ? `${hexOf(id)} (${peerUrl}, never started)` : `${name} (${hexOf(id)})`;
