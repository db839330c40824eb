import { type Gap, isGap } from '../kind/gap.ts';

export interface Broker {
  id: number;
  /** Where clients are told to find it. */
  host: string;
  port: number;
}

export interface Partition {
  topic: string;
  index: number;
  /** The id of the broker that leads it, negative without one. */
  leader: number;
  replicas: readonly number[];
  inSync: readonly number[];
}

export interface Voter {
  id: number;
  /** When it last had all that the active controller had; milliseconds by the clock of that, negative if never. */
  lastCaughtUp: number;
  /** The hosts of its controller listeners; Kafka 3.9 and newer tell. */
  hosts: readonly string[];
}

/** The controllers that vote. A cluster that keeps its metadata in ZooKeeper has none. */
export interface Quorum {
  /** The id of the active controller, negative without one. */
  leader: number;
  epoch: number;
  voters: readonly Voter[];
  /** The ids of those that follow without a vote: brokers, and controllers that have not joined. */
  observers: readonly number[];
}

/** The whole cluster as one broker sees it. */
export interface BrokerView {
  clusterId: string;
  /** The brokers that are registered and not fenced. */
  brokers: readonly Broker[];
  /** Those of internal topics included. */
  partitions: readonly Partition[];
  /** The effective `min.insync.replicas` by topic. */
  minInSync: ReadonlyMap<string, number | Gap>;
  quorum: Quorum | Gap;
}

/** A controller alone, which answers. Of the quorum only the active one tells. */
export interface Controller {
  quorum?: Quorum;
}

export interface KafkaSnapshot {
  /** By address, every listed node that is a broker. */
  views: ReadonlyMap<string, BrokerView | Gap>;
  /** By address, every listed node that is a controller alone. */
  controllers: ReadonlyMap<string, Controller | Gap>;
  /** By address, the ids of the listed nodes, as far as they can be told. */
  ids: ReadonlyMap<string, number>;
}

/** Whatever could be read. */
export const readable = <T extends object>(values: Iterable<T | Gap>): T[] =>
  [...values].filter((value): value is T => !isGap(value));

/** What brokers and active controllers say of the quorum, whoever they are. */
export const quorumsIn = ({ views, controllers }: Pick<KafkaSnapshot, 'views' | 'controllers'>): Quorum[] =>
  readable([
    ...readable(views.values()).map(({ quorum }) => quorum),
    ...readable(controllers.values()).flatMap(({ quorum = [] }) => quorum),
  ]);
