import { type Gap, isGap } from '../kind/gap.ts';

export interface Broker {
  id: number;
  /** The advertised host. */
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

/** The id of a node and its reported endpoints. */
export interface NodePlace {
  id: number;
  endpoints: readonly Endpoint[];
}

export interface Endpoint {
  host: string;
  port: number;
}

export interface Voter extends NodePlace {
  /** The id of its log directory, as Kafka prints it. A voter that comes back with an empty disk has another one. */
  directory?: string;
  /** When it last was caught up; milliseconds by the active controller's clock, negative if never. */
  lastCaughtUp: number;
  /** Its controller listeners. Reported by Kafka 3.9 and later. */
  endpoints: readonly Endpoint[];
}

/** What a node reports about itself, from its own configuration. */
export interface Identity {
  id: number;
  /** `broker`, `controller`; empty in a cluster with ZooKeeper. */
  roles: readonly string[];
  /** It requests a missing vote on its own (`controller.quorum.auto.join.enable`, Kafka 4.2 and later). */
  joinsByItself: boolean;
}

/** The listener is of another kind than the options declare. */
export interface WrongListener extends Gap {
  listener: 'broker' | 'controller';
}

/** A follower of the quorum without a vote. */
export interface Observer {
  id: number;
  /** As for a voter. */
  directory?: string;
  /** The time of its last fetch; milliseconds by the active controller's clock, negative if never. */
  lastFetch: number;
}

/** The controllers that vote. A cluster with ZooKeeper has none. */
export interface Quorum {
  /** The id of the active controller, negative without one. */
  leader: number;
  epoch: number;
  voters: readonly Voter[];
  /**
   * Followers without a vote: brokers, and controllers that have not joined. A directory whose vote was removed remains
   * among them for five minutes, although no node has it.
   */
  observers: readonly Observer[];
  /** Voters are added and removed at runtime (KIP-853) instead of being listed in every node's configuration. */
  isDynamic: boolean;
}

/** A partition that is being moved. Until it is done, it has both its old and its new replicas. */
export interface Reassignment {
  adding: readonly number[];
  removing: readonly number[];
}

/** The cluster as one broker sees it. */
export interface BrokerView {
  clusterId: string;
  /** The brokers that are registered and active. */
  brokers: readonly Broker[];
  /** Including those of internal topics. */
  partitions: readonly Partition[];
  /** The effective `min.insync.replicas` by topic. */
  minInSync: ReadonlyMap<string, number | Gap>;
  quorum: Quorum | Gap;
  identity: Identity | Gap;
  /** The paths of its own offline log directories. */
  offlineDirs: readonly string[] | Gap;
  /** By partition (`orders-3`); empty, and not requested, if all replicas are in sync. */
  reassignments: ReadonlyMap<string, Reassignment> | Gap;
}

/** A controller-only node that responds. Only the active controller reports the quorum. */
export interface Controller {
  quorum?: Quorum;
  /** Reported by Kafka 3.7 and later. */
  clusterId?: string;
  /** All controllers that it knows, with or without a vote. Reported by Kafka 3.7 and later. */
  registered: readonly NodePlace[];
  identity: Identity | Gap;
}

/** A setting of the options that the cluster contradicts. */
export interface Contradiction {
  subject: string;
  message: string;
  hint: string;
}

export interface KafkaSnapshot {
  /** Every listed broker, by address. */
  views: ReadonlyMap<string, BrokerView | Gap>;
  /** Every listed controller-only node, by address. */
  controllers: ReadonlyMap<string, Controller | Gap>;
  /** The ids of the listed nodes, by address, as far as they are known. */
  ids: ReadonlyMap<string, number>;
  /** The ids that the nodes vote with, by address. They differ if broker and controller are separate processes. */
  voterIds: ReadonlyMap<string, number>;
  contradictions: readonly Contradiction[];
}

/** The raw responses of the nodes. */
export type Answers = Pick<KafkaSnapshot, 'views' | 'controllers'>;

/** The values that could be read. */
export const readable = <T extends object>(values: Iterable<T | Gap>): T[] =>
  [...values].filter((value): value is T => !isGap(value));

/** The quorum as brokers and active controllers report it. */
export const quorumsIn = ({ views, controllers }: Answers): Quorum[] =>
  readable([
    ...readable(views.values()).map(({ quorum }) => quorum),
    ...readable(controllers.values()).flatMap(({ quorum = [] }) => quorum),
  ]);
