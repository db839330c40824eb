import type { HealthQuestion } from '../../kind/question.ts';
import { type Gap, isGap } from '../../kind/gap.ts';
import type {
  Contradiction,
  Controller,
  Identity,
  Observer,
  Partition,
  Quorum,
  KafkaSnapshot,
  BrokerView,
  Voter,
} from '../snapshot.ts';

/** The addresses of three brokers with the ids 1, 2 and 3. All are controllers too, and 3 is the active one. */
export const [a, b, c] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'] as const;

export const silence: Gap = { why: 'connect ECONNREFUSED' };

export const broker = (id: number) => ({ id, host: `10.0.0.${id}`, port: 9092 });

/** A partition such as `orders-0`. By default, all replicas are in sync and the first one leads. */
export function partition(name: string, replicas: number[], inSync = replicas, leader = inSync[0] ?? -1): Partition {
  const [, topic = '', index] = /^(.*)-(\d+)$/.exec(name) ?? [];
  return { topic, index: Number(index), leader, replicas, inSync };
}

const now = 1_800_000_000_000;

export const voter = (id: number, behindMs = 0): Voter => ({
  id,
  lastCaughtUp: behindMs === Number.POSITIVE_INFINITY ? -1 : now - behindMs,
  endpoints: [{ host: `10.0.0.${id}`, port: 9093 }],
});

export const observer = (id: number, directory: string, behindMs = 0): Observer => ({
  id,
  directory,
  lastFetch: now - behindMs,
});

export const quorum = (change: Partial<Quorum> = {}): Quorum => ({
  leader: 3,
  epoch: 7,
  voters: [voter(1), voter(2), voter(3)],
  observers: [],
  isDynamic: true,
  ...change,
});

/** For a user who may not read the configuration of nodes. */
export const denied: Gap = { why: 'Cluster authorization failed' };

export const identity = (id: number, change: Partial<Identity> = {}): Identity => ({
  id,
  roles: ['broker', 'controller'],
  joinsByItself: false,
  ...change,
});

export const controller = (change: Partial<Controller> = {}): Controller => ({
  identity: denied,
  registered: [],
  ...change,
});

export const view = (change: Partial<BrokerView> = {}): BrokerView => ({
  clusterId: 'cluster',
  brokers: [1, 2, 3].map(broker),
  partitions: [partition('orders-0', [1, 2, 3]), partition('orders-1', [2, 3, 1])],
  minInSync: new Map([
    ['orders', 2],
    ['pairs', 2],
    ['lone', 1],
  ]),
  quorum: quorum(),
  identity: denied,
  offlineDirs: [],
  reassignments: new Map(),
  ...change,
});

export interface KafkaSceneChange {
  /** The view of every node that responds. */
  all?: Partial<BrokerView>;
  views?: Record<string, BrokerView | Gap>;
  controllers?: Record<string, Controller | Gap>;
  ids?: Record<string, number>;
  voterIds?: Record<string, number>;
  contradictions?: readonly Contradiction[];
  question?: Partial<HealthQuestion>;
}

/** The view of a broker. It reports that it is a controller too if it has a vote. */
function viewFrom(id: number | undefined, all: Partial<BrokerView> = {}): BrokerView {
  const seen = view(all);
  const votes = !isGap(seen.quorum) && seen.quorum.voters.some((each) => each.id === id);
  const roles = votes ? ['broker', 'controller'] : ['broker'];
  return { ...seen, identity: all.identity ?? (id === undefined ? denied : identity(id, { roles })) };
}

/** Three healthy brokers with some changes. */
export function scene({
  all,
  views = {},
  controllers = {},
  ids = { [a]: 1, [b]: 2, [c]: 3 },
  voterIds = ids,
  contradictions = [],
  question = {},
}: KafkaSceneChange = {}): [KafkaSnapshot, HealthQuestion] {
  const asked: HealthQuestion = { phase: 'before', node: a, nodes: [a, b, c], expect: 3, due: [], ...question };
  const brokers = asked.nodes.filter((address) => !(address in controllers));
  return [
    {
      views: new Map(brokers.map((address) => [address, views[address] ?? viewFrom(ids[address], all)])),
      controllers: new Map(Object.entries(controllers)),
      ids: new Map(Object.entries(ids)),
      voterIds: new Map(Object.entries(voterIds)),
      contradictions,
    },
    asked,
  ];
}

/** The first broker is down, and the cluster has noticed it. */
export const nodeDown: KafkaSceneChange = {
  all: {
    brokers: [2, 3].map(broker),
    partitions: [partition('orders-0', [1, 2, 3], [2, 3]), partition('orders-1', [2, 3, 1], [2, 3])],
    quorum: quorum({ voters: [voter(1, 60_000), voter(2), voter(3)] }),
  },
  views: { [a]: silence },
};
