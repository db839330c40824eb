import type { HealthQuestion } from '../kind/question.ts';
import { type EnsembleConfiguration, votersOf } from './configuration.ts';
import { canLead } from './quorum.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from './snapshot.ts';

/** Past election, discovery and synchronization. Not reported before ZooKeeper 3.6. */
export const isInBroadcast = ({ peerState }: ZookeeperMember): boolean => peerState?.includes('broadcast') ?? true;

const isElector = ({ mode }: ZookeeperMember): boolean => mode === 'leader' || mode === 'follower';

/** A member that does not serve has no `mode`. `standalone` counts only for a single server. */
export function isServing(snapshot: ZookeeperSnapshot, address: string): boolean {
  const member = snapshot.members.get(address);
  if (member === undefined || member.problem !== undefined) return false;
  return isElector(member) || member.mode === 'observer' || (member.mode === 'standalone' && isAlone(snapshot));
}

/** A single server is not an ensemble and holds no elections. */
export const isAlone = ({ members }: ZookeeperSnapshot): boolean => members.size === 1;

/** The serving members, with their addresses. */
export const serving = (snapshot: ZookeeperSnapshot): [string, ZookeeperMember][] =>
  [...snapshot.members].filter(([address]) => isServing(snapshot, address));

/** The leader, if exactly one member reports that it leads. */
export function leaderOf(snapshot: ZookeeperSnapshot): ZookeeperMember | undefined {
  const leaders = serving(snapshot).filter(([, { mode }]) => mode === 'leader');
  return leaders.length === 1 ? leaders[0]![1] : undefined;
}

/** The configuration of the leader, or else of any member that reports it. */
export const configurationOf = (snapshot: ZookeeperSnapshot): EnsembleConfiguration | undefined =>
  [leaderOf(snapshot), ...serving(snapshot).map(([, member]) => member)].find((member) => member?.configuration)
    ?.configuration;

/** The configuration of the remaining members: a leaving leader may have other lines in its file. */
export function configurationWithout(snapshot: ZookeeperSnapshot, node: string): EnsembleConfiguration | undefined {
  const members = new Map([...snapshot.members].filter(([address]) => address !== node));
  return configurationOf({ ...snapshot, members }) ?? configurationOf(snapshot);
}

/** The id of the server at an address: as it reports, or else by the only server line with this address. */
export function serverIdOf(snapshot: ZookeeperSnapshot, address: string): number | undefined {
  const { serverId } = snapshot.members.get(address) ?? {};
  if (serverId !== undefined) return serverId;
  const named = [...(configurationOf(snapshot)?.servers ?? [])].filter(([, { hosts }]) => hosts.includes(address));
  return named.length === 1 ? named[0]![0] : undefined;
}

/** The voters of a configuration that match no listed member. */
export function findUnclaimedVoters(snapshot: ZookeeperSnapshot, configuration: EnsembleConfiguration): number[] {
  const claimed = new Set([...snapshot.members.keys()].map((address) => serverIdOf(snapshot, address)));
  return votersOf(configuration).filter((id) => !claimed.has(id));
}

/** The voters that the server at an address may be: one if its id is known, none if it has no vote. */
export function possibleVoters(
  snapshot: ZookeeperSnapshot,
  configuration: EnsembleConfiguration,
  address: string,
): number[] {
  const id = serverIdOf(snapshot, address);
  if (id !== undefined) return votersOf(configuration).filter((voter) => voter === id);
  return isServing(snapshot, address) && snapshot.members.get(address)!.mode === 'observer'
    ? []
    : findUnclaimedVoters(snapshot, configuration);
}

/**
 * Leaders have a vote, and so do followers that the configuration lists as participants. Observers and servers outside
 * the ensemble have none.
 */
export function isVoter(snapshot: ZookeeperSnapshot, address: string): boolean {
  if (!isServing(snapshot, address) || !isElector(snapshot.members.get(address)!)) return false;
  if (snapshot.members.get(address)!.mode === 'leader') return true;
  const configuration = configurationOf(snapshot);
  return configuration === undefined || possibleVoters(snapshot, configuration, address).length > 0;
}

/** Whether a server may be elected: it has a vote with a weight above 0. */
export function isEligible(snapshot: ZookeeperSnapshot, address: string): boolean {
  const configuration = configurationOf(snapshot);
  const id = serverIdOf(snapshot, address);
  const isWeightless = configuration !== undefined && id !== undefined && !canLead(configuration, id);
  return isVoter(snapshot, address) && !isWeightless;
}

/** The listed followers without a vote. */
export const nonVotingFollowers = (snapshot: ZookeeperSnapshot): string[] =>
  serving(snapshot)
    .filter(([address, member]) => isElector(member) && !isVoter(snapshot, address))
    .map(([address]) => address);

/**
 * The number of voters of the ensemble, dead ones included. It comes from the configuration, else from members since
 * ZooKeeper 3.6 (the leader first), else it is the number of nodes without the observers.
 */
export function countVoters(snapshot: ZookeeperSnapshot, question: HealthQuestion): number {
  const configuration = configurationOf(snapshot);
  if (configuration) return votersOf(configuration).length;
  const members = serving(snapshot);
  const reported = [leaderOf(snapshot), ...members.map(([, member]) => member)].map((member) => member?.quorumSize);
  const observers = members.filter(([, { mode }]) => mode === 'observer');
  return reported.find((size) => size !== undefined) ?? countListed(question) - observers.length;
}

/** The number of members, including those without an address. */
export const countListed = ({ nodes, expect }: HealthQuestion): number => Math.max(nodes.length, expect);

/** Whether the leaving node has a vote. A silent node has one unless all voters are known. */
export function hasVote(snapshot: ZookeeperSnapshot, question: HealthQuestion): boolean {
  const configuration = configurationOf(snapshot);
  if (configuration) return possibleVoters(snapshot, configuration, question.node).length > 0;
  if (isServing(snapshot, question.node)) return snapshot.members.get(question.node)!.mode !== 'observer';
  return serving(snapshot).filter(([address]) => isVoter(snapshot, address)).length < countVoters(snapshot, question);
}

/**
 * Whether two servers have no quorum because the node is down: the other one responds but serves nobody. Only the return
 * of the node resolves this.
 */
export function isQuorumGoneWith(snapshot: ZookeeperSnapshot, question: HealthQuestion): boolean {
  const { phase, node, nodes } = question;
  if (phase === 'after' || countListed(question) !== 2 || isServing(snapshot, node)) return false;
  const others = nodes.filter((address) => address !== node).map((address) => snapshot.members.get(address));
  return others.every((member) => member?.servesNobody === true && member.mode === undefined);
}
