import { nodesThatMatter, type HealthQuestion } from '../kind/question.ts';
import { type Gap, isGap } from '../kind/gap.ts';
import { unplacedBrokers } from './identify.ts';
import {
  type Partition,
  type Quorum,
  readable,
  type Reassignment,
  type KafkaSnapshot,
  type BrokerView,
} from './snapshot.ts';

/** The listed nodes that must be well and are brokers. */
export const brokersThatMatter = ({ views }: KafkaSnapshot, question: HealthQuestion): string[] =>
  nodesThatMatter(question).filter((address) => views.has(address));

/** What the node that is to leave sees counts only where there is no other broker to ask: it may be cut off. */
const whoCounts = (snapshot: KafkaSnapshot, question: HealthQuestion): readonly string[] =>
  brokersThatMatter(snapshot, question).length > 0 ? nodesThatMatter(question) : question.nodes;

export const isOnlyNode = ({ nodes }: HealthQuestion): boolean => nodes.length === 1;

/** What the brokers see, each for itself. */
export const viewsOf = (snapshot: KafkaSnapshot, question: HealthQuestion): [string, BrokerView][] =>
  whoCounts(snapshot, question).flatMap((address): [string, BrokerView][] => {
    const view = snapshot.views.get(address);
    return view === undefined || isGap(view) ? [] : [[address, view]];
  });

/** What brokers and the active controller say of the quorum, each for itself. Other controllers have no say. */
export const quorumsOf = (snapshot: KafkaSnapshot, question: HealthQuestion): [string, Quorum | Gap][] =>
  whoCounts(snapshot, question).flatMap((address): [string, Quorum | Gap][] => {
    const answer = snapshot.views.get(address) ?? snapshot.controllers.get(address);
    const quorum = answer === undefined || isGap(answer) ? undefined : answer.quorum;
    const isOut = question.phase === 'before' && address === question.node && !isOnlyNode(question);
    return quorum === undefined || (isOut && isGap(quorum)) ? [] : [[address, quorum]];
  });

/** The quorum as it was told last. */
export const latestQuorum = (snapshot: KafkaSnapshot, question: HealthQuestion): Quorum | undefined =>
  readable(quorumsOf(snapshot, question).map(([, quorum]) => quorum)).toSorted(
    (one, other) => other.epoch - one.epoch,
  )[0];

/** The lists of all partitions that brokers see, each once: a roll of many nodes judges what they see again and again. */
export const partitionListsOf = (snapshot: KafkaSnapshot, question: HealthQuestion): (readonly Partition[])[] => [
  ...new Set(viewsOf(snapshot, question).map(([, { partitions }]) => partitions)),
];

/** Every partition at its worst: without a leader if any broker sees none, a replica in sync only if all see it so. */
export function partitionsOf(snapshot: KafkaSnapshot, question: HealthQuestion): readonly Partition[] {
  const [all = [], ...others] = partitionListsOf(snapshot, question);
  if (others.length === 0) return all;
  const seen = Map.groupBy([all, ...others].flat(), nameOf);
  return [...seen.values()].map((views) => ({
    ...views[0]!,
    leader: Math.min(...views.map(({ leader }) => leader)),
    replicas: [...new Set(views.flatMap(({ replicas }) => replicas))],
    inSync: views[0]!.inSync.filter((id) => views.every(({ inSync }) => inSync.includes(id))),
  }));
}

/** The largest `min.insync.replicas` of a topic that any broker has for it, or why one of them cannot tell. */
export function minInSyncOf(snapshot: KafkaSnapshot, question: HealthQuestion, topic: string): number | Gap {
  const reported = viewsOf(snapshot, question).flatMap(([, { minInSync }]) => minInSync.get(topic) ?? []);
  const gap = reported.find((value) => typeof value !== 'number');
  if (gap) return gap;
  return reported.length > 0 ? Math.max(...(reported as number[])) : { why: 'nobody tells it' };
}

/** A partition as Kafka's own tools name it: `orders-3`. */
export const nameOf = ({ topic, index }: Pick<Partition, 'topic' | 'index'>): string => `${topic}-${index}`;

/** Why a listed node does not answer for itself. It may be out already, which the cluster is about to notice. */
export function gapAt({ views, controllers }: KafkaSnapshot, address: string): Gap | undefined {
  const answer = views.get(address) ?? controllers.get(address) ?? { why: 'it was not asked' };
  return isGap(answer) ? answer : undefined;
}

export const whySilent = (snapshot: KafkaSnapshot, address: string): string | undefined =>
  gapAt(snapshot, address)?.why;

/** The reassignments under way, as any broker tells them, or why nobody does. */
export function reassignmentsOf(
  snapshot: KafkaSnapshot,
  question: HealthQuestion,
): ReadonlyMap<string, Reassignment> | Gap {
  const reported = viewsOf(snapshot, question).map(([, { reassignments }]) => reassignments);
  const known = readable<ReadonlyMap<string, Reassignment>>(reported);
  return known.length > 0 ? new Map(known.flatMap((each) => [...each])) : (reported.find(isGap) ?? new Map());
}

/**
 * Brokers that have replicas, and that nobody brings back by waiting: they serve nobody, and are none of the nodes. Only
 * where that can be told: every node is listed, and known by its id, and every broker that serves is one of them.
 */
export function goneBrokers(snapshot: KafkaSnapshot, question: HealthQuestion): ReadonlySet<number> {
  const { nodes, expect } = question;
  const registered = viewsOf(snapshot, question).flatMap(([, { brokers }]) => brokers.map(({ id }) => id));
  const placed = new Set(snapshot.ids.values());
  const isKnown =
    nodes.length === expect &&
    nodes.every((address) => snapshot.ids.has(address)) &&
    registered.every((id) => placed.has(id));
  return new Set(isKnown ? unplacedBrokers(snapshot) : []);
}

/** Whether a node votes, and is no broker that anybody knows of: one that is silent is then a controller, most likely. */
export function isOnlyController(snapshot: KafkaSnapshot, question: HealthQuestion, address: string): boolean {
  const id = snapshot.ids.get(address);
  const isBroker = viewsOf(snapshot, question).some(([, { brokers }]) => brokers.some((broker) => broker.id === id));
  const hasReplicas = partitionListsOf(snapshot, question).some((all) =>
    all.some(({ replicas }) => replicas.some((replica) => replica === id)),
  );
  const voters = latestQuorum(snapshot, question)?.voters ?? [];
  return id !== undefined && !isBroker && !hasReplicas && voters.some((voter) => voter.id === id);
}
