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

/** A node by its id, and where it is told to be. */
export interface NodePlace {
  id: number;
  endpoints: readonly Endpoint[];
}

export interface Endpoint {
  host: string;
  port: number;
}

export interface Voter extends NodePlace {
  /** The ID of its log directory, as Kafka prints it; a voter with an empty disk comes back with another one. */
  directory?: string;
  /** When it last had all that the active controller had; milliseconds by the clock of that, negative if never. */
  lastCaughtUp: number;
  /** Where its controller listeners are; Kafka 3.9 and newer tell. */
  endpoints: readonly Endpoint[];
}

/** What a node says of itself, by its own configuration. */
export interface Identity {
  id: number;
  /** `broker`, `controller`; none where the metadata are in ZooKeeper. */
  roles: readonly string[];
  /** A controller without a vote asks for one by itself (`controller.quorum.auto.join.enable`, Kafka 4.2 and newer). */
  joinsByItself: boolean;
}

/** A listener that answers is not of the kind that the options say. */
export interface WrongListener extends Gap {
  listener: 'broker' | 'controller';
}

/** Who follows the quorum without a vote. */
export interface Observer {
  id: number;
  /** As of a voter. */
  directory?: string;
  /** When it last asked for more; milliseconds by the clock of the active controller, negative if never. */
  lastFetch: number;
}

/** The controllers that vote. A cluster that keeps its metadata in ZooKeeper has none. */
export interface Quorum {
  /** The id of the active controller, negative without one. */
  leader: number;
  epoch: number;
  voters: readonly Voter[];
  /**
   * Those that follow without a vote: brokers, and controllers that have not joined. A directory whose vote was taken
   * away is among them for five minutes more, though nobody has it.
   */
  observers: readonly Observer[];
  /** Voters are added and removed while it runs (KIP-853), in place of a list in every node's configuration. */
  isDynamic: boolean;
}

/** A partition that is moved, whose replicas are the old ones and the new ones together until that is done. */
export interface Reassignment {
  adding: readonly number[];
  removing: readonly number[];
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
  identity: Identity | Gap;
  /** The paths of its own log directories that are offline. */
  offlineDirs: readonly string[] | Gap;
  /** By partition (`orders-3`); empty, and not asked for, where all replicas are in sync. */
  reassignments: ReadonlyMap<string, Reassignment> | Gap;
}

/** A controller alone, which answers. Of the quorum only the active one tells. */
export interface Controller {
  quorum?: Quorum;
  /** Kafka 3.7 and newer tell. */
  clusterId?: string;
  /** All controllers that it knows of, with a vote or without; Kafka 3.7 and newer tell. */
  registered: readonly NodePlace[];
  identity: Identity | Gap;
}

/** What the options say and the cluster contradicts. */
export interface Contradiction {
  subject: string;
  message: string;
  hint: string;
}

export interface KafkaSnapshot {
  /** By address, every listed node that is a broker. */
  views: ReadonlyMap<string, BrokerView | Gap>;
  /** By address, every listed node that is a controller alone. */
  controllers: ReadonlyMap<string, Controller | Gap>;
  /** By address, the ids of the listed nodes, as far as they can be told. */
  ids: ReadonlyMap<string, number>;
  /** By address, the ids that they vote with; another one where broker and controller are processes of their own. */
  voterIds: ReadonlyMap<string, number>;
  contradictions: readonly Contradiction[];
}

/** What was asked of the nodes, before anything is made of it. */
export type Answers = Pick<KafkaSnapshot, 'views' | 'controllers'>;

/** Whatever could be read. */
export const readable = <T extends object>(values: Iterable<T | Gap>): T[] =>
  [...values].filter((value): value is T => !isGap(value));

/** What brokers and active controllers say of the quorum, whoever they are. */
export const quorumsIn = ({ views, controllers }: Answers): Quorum[] =>
  readable([
    ...readable(views.values()).map(({ quorum }) => quorum),
    ...readable(controllers.values()).flatMap(({ quorum = [] }) => quorum),
  ]);
