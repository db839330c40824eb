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

/** The listed brokers that must be healthy. */
export const brokersThatMatter = ({ views }: KafkaSnapshot, question: HealthQuestion): string[] =>
  nodesThatMatter(question).filter((address) => views.has(address));

/** The view of the leaving node counts only if there is no other broker: the node may be cut off. */
const whoCounts = (snapshot: KafkaSnapshot, question: HealthQuestion): readonly string[] =>
  brokersThatMatter(snapshot, question).length > 0 ? nodesThatMatter(question) : question.nodes;

export const isOnlyNode = ({ nodes }: HealthQuestion): boolean => nodes.length === 1;

/** The view of each broker. */
export const viewsOf = (snapshot: KafkaSnapshot, question: HealthQuestion): [string, BrokerView][] =>
  whoCounts(snapshot, question).flatMap((address): [string, BrokerView][] => {
    const view = snapshot.views.get(address);
    return view === undefined || isGap(view) ? [] : [[address, view]];
  });

/** The quorum as each broker and the active controller report it. Other controllers do not report it. */
export const quorumsOf = (snapshot: KafkaSnapshot, question: HealthQuestion): [string, Quorum | Gap][] =>
  whoCounts(snapshot, question).flatMap((address): [string, Quorum | Gap][] => {
    const answer = snapshot.views.get(address) ?? snapshot.controllers.get(address);
    const quorum = answer === undefined || isGap(answer) ? undefined : answer.quorum;
    const isOut = question.phase === 'before' && address === question.node && !isOnlyNode(question);
    return quorum === undefined || (isOut && isGap(quorum)) ? [] : [[address, quorum]];
  });

/** The latest reported quorum. */
export const latestQuorum = (snapshot: KafkaSnapshot, question: HealthQuestion): Quorum | undefined =>
  readable(quorumsOf(snapshot, question).map(([, quorum]) => quorum)).toSorted(
    (one, other) => other.epoch - one.epoch,
  )[0];

/** The distinct partition lists of the brokers. Rules evaluate each list for every node, so duplicates are costly. */
export const partitionListsOf = (snapshot: KafkaSnapshot, question: HealthQuestion): (readonly Partition[])[] => [
  ...new Set(viewsOf(snapshot, question).map(([, { partitions }]) => partitions)),
];

/** Every partition in its worst view: no leader if any broker sees none, a replica in sync only if all agree. */
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

/** The largest `min.insync.replicas` that any broker reports for a topic, or why one of them does not report it. */
export function minInSyncOf(snapshot: KafkaSnapshot, question: HealthQuestion, topic: string): number | Gap {
  const reported = viewsOf(snapshot, question).flatMap(([, { minInSync }]) => minInSync.get(topic) ?? []);
  const gap = reported.find((value) => typeof value !== 'number');
  if (gap) return gap;
  return reported.length > 0 ? Math.max(...(reported as number[])) : { why: 'no broker reports it' };
}

/** The name of a partition in Kafka's own tools: `orders-3`. */
export const nameOf = ({ topic, index }: Pick<Partition, 'topic' | 'index'>): string => `${topic}-${index}`;

/** Why a listed node does not respond. It may already be out, before the cluster has noticed. */
export function gapAt({ views, controllers }: KafkaSnapshot, address: string): Gap | undefined {
  const answer = views.get(address) ?? controllers.get(address) ?? { why: 'it was not queried' };
  return isGap(answer) ? answer : undefined;
}

export const whySilent = (snapshot: KafkaSnapshot, address: string): string | undefined =>
  gapAt(snapshot, address)?.why;

/** The reassignments in progress that any broker reports, or why no broker does. */
export function reassignmentsOf(
  snapshot: KafkaSnapshot,
  question: HealthQuestion,
): ReadonlyMap<string, Reassignment> | Gap {
  const reported = viewsOf(snapshot, question).map(([, { reassignments }]) => reassignments);
  const known = readable<ReadonlyMap<string, Reassignment>>(reported);
  return known.length > 0 ? new Map(known.flatMap((each) => [...each])) : (reported.find(isGap) ?? new Map());
}

/**
 * Brokers that have replicas but do not come back on their own: they do not serve and are not listed. Empty unless every
 * node is listed and identified, and every registered broker is a listed node.
 */
export function goneBrokers(snapshot: KafkaSnapshot, question: HealthQuestion): ReadonlySet<number> {
  const { nodes, expect } = question;
  const registered = viewsOf(snapshot, question).flatMap(([, { brokers }]) => brokers.map(({ id }) => id));
  const placed = new Set(snapshot.ids.values());
  const isComplete =
    nodes.length === expect &&
    nodes.every((address) => snapshot.ids.has(address)) &&
    registered.every((id) => placed.has(id));
  return new Set(isComplete ? unplacedBrokers(snapshot) : []);
}

/** Whether a node is a voter and not a known broker: a silent one is then most likely a controller. */
export function isOnlyController(snapshot: KafkaSnapshot, question: HealthQuestion, address: string): boolean {
  const id = snapshot.ids.get(address);
  const isBroker = viewsOf(snapshot, question).some(([, { brokers }]) => brokers.some((broker) => broker.id === id));
  const hasReplicas = partitionListsOf(snapshot, question).some((all) =>
    all.some(({ replicas }) => replicas.some((replica) => replica === id)),
  );
  const voters = latestQuorum(snapshot, question)?.voters ?? [];
  return id !== undefined && !isBroker && !hasReplicas && voters.some((voter) => voter.id === id);
}
