import type { HealthQuestion } from '../kind/question.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from './snapshot.ts';

/** Leaders and followers have a vote; observers, and whoever is not in the ensemble, have none. */
export const isVoter = ({ mode }: ZookeeperMember): boolean => mode === 'leader' || mode === 'follower';

/** Past election, discovery and synchronization; before ZooKeeper 3.6 nobody tells. */
export const isInBroadcast = ({ peerState }: ZookeeperMember): boolean => peerState?.includes('broadcast') ?? true;

/** A member that is of no use to anyone has no `mode`; `standalone` is one where it is alone by design. */
export function isServing(snapshot: ZookeeperSnapshot, address: string): boolean {
  const member = snapshot.members.get(address);
  if (member === undefined || member.problem !== undefined) return false;
  return isVoter(member) || member.mode === 'observer' || (member.mode === 'standalone' && isAlone(snapshot));
}

/** One server is no ensemble: it elects nobody. */
export const isAlone = ({ members }: ZookeeperSnapshot): boolean => members.size === 1;

/** The members that serve, with their addresses. */
export const serving = (snapshot: ZookeeperSnapshot): [string, ZookeeperMember][] =>
  [...snapshot.members].filter(([address]) => isServing(snapshot, address));

/** The leader, where exactly one member says that it leads. */
export function leaderOf(snapshot: ZookeeperSnapshot): ZookeeperMember | undefined {
  const leaders = serving(snapshot).filter(([, { mode }]) => mode === 'leader');
  return leaders.length === 1 ? leaders[0]![1] : undefined;
}

/**
 * How many voters the ensemble has, dead ones included. Members tell it since ZooKeeper 3.6, the leader first; before
 * that it is all nodes but the observers.
 */
export function countVoters(snapshot: ZookeeperSnapshot, question: HealthQuestion): number {
  const members = serving(snapshot);
  const told = [leaderOf(snapshot), ...members.map(([, member]) => member)].map((member) => member?.quorumSize);
  const observers = members.filter(([, { mode }]) => mode === 'observer');
  return told.find((size) => size !== undefined) ?? countListed(question) - observers.length;
}

/** Members, those that have no address now included. */
export const countListed = ({ nodes, expect }: HealthQuestion): number => Math.max(nodes.length, expect);

/** Whether a vote goes with the node that leaves. One that does not answer has one, unless all voters are known. */
export function hasVote(snapshot: ZookeeperSnapshot, question: HealthQuestion): boolean {
  if (isServing(snapshot, question.node)) return snapshot.members.get(question.node)!.mode !== 'observer';
  return serving(snapshot).filter(([, member]) => isVoter(member)).length < countVoters(snapshot, question);
}

/**
 * Whether the absence of the node has taken the quorum of two servers: the other answers, and serves nobody. Nothing but
 * the node's return heals that.
 */
export function isQuorumGoneWith(snapshot: ZookeeperSnapshot, question: HealthQuestion): boolean {
  const { phase, node, nodes } = question;
  if (phase === 'after' || countListed(question) !== 2 || isServing(snapshot, node)) return false;
  const others = nodes.filter((address) => address !== node).map((address) => snapshot.members.get(address));
  return others.every((member) => member?.servesNobody === true && member.mode === undefined);
}
