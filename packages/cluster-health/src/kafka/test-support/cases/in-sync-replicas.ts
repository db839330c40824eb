import { a, b, broker, c, nodeDown, partition, silence, view } from '../three-brokers.ts';
import { type KafkaCase, after, partitions } from './case.ts';

/** Three brokers of four are left, and nobody has moved the replicas of the fourth. */
export const gone = partitions(
  partition('orders-0', [1, 2, 4], [1, 2]),
  partition('orders-1', [2, 4, 1], [2, 1]),
  partition('orders-2', [1, 2, 3]),
);
const movedAway = { adding: [3], removing: [4] };
/** As ListPartitionReassignments and the metadata have it while a replica moves from 1 to 3. */
const moving = { partitions: [partition('orders-0', [3, 2, 1], [2, 1])] };

export const inSyncReplicasCases: readonly KafkaCase[] = [
  ['all are', {}],
  ['all but those on the node', nodeDown],
  [
    'all but those on the node, afterwards',
    { ...nodeDown, question: after },
    ['block', '2 of 2 partitions lack replicas in sync: orders-0 (lacks 1), orders-1 (lacks 1)'],
  ],
  [
    'one elsewhere is not',
    partitions(partition('orders-0', [2, 3], [2])),
    ['block', '1 of 1 partitions lack replicas in sync: orders-0 (lacks 3)'],
  ],
  [
    'a broker is gone for good, with its replicas',
    gone,
    ['lasting', 'Broker 4 does not serve and is none of the nodes listed, with replicas of 2 of 3 partitions'],
  ],
  [
    'a broker is gone for good, and another is down',
    {
      all: { brokers: [2, 3].map(broker), partitions: [partition('orders-0', [1, 2, 4], [2])] },
      views: { [a]: silence },
      question: { node: b },
    },
    ['lasting', 'Broker 4 does not serve'],
    ['block', '1 of 1 partitions lack replicas in sync: orders-0 (lacks 1)'],
  ],
  [
    'two brokers are gone for good',
    { ...partitions(partition('orders-0', [1, 4, 5], [1])), question: { node: c } },
    ['lasting', 'Brokers 4, 5 do not serve and are none of the nodes listed, with replicas of 1 of 1 partitions'],
  ],
  [
    'a broker is gone that serves, but is not listed',
    { all: { ...gone.all, brokers: [1, 2, 3, 4].map(broker) } },
    ['block', '2 of 3 partitions lack replicas in sync: orders-0 (lacks 4), orders-1 (lacks 4)'],
  ],
  [
    'a broker is gone, and another that serves is not listed: nor may be this one',
    { all: { ...gone.all, brokers: [1, 2, 3, 5].map(broker) } },
    ['block', '2 of 3 partitions lack replicas in sync'],
  ],
  [
    'a broker may be an instance that is paused, without an address',
    { ...gone, question: { expect: 4 } },
    ['block', '2 of 3 partitions lack replicas in sync'],
  ],
  [
    'a broker may be a node that cannot be recognised',
    { ...gone, ids: { [a]: 1, [b]: 2 } },
    ['block', '2 of 3 partitions lack replicas in sync'],
  ],
  [
    'a broker is gone, and its replicas are being moved away',
    { all: { ...gone.all, reassignments: new Map(['orders-0', 'orders-1'].map((name) => [name, movedAway])) } },
    ['block', 'orders-0 (lacks 4), orders-1 (lacks 4)'],
  ],
  [
    'a broker is gone, to which replicas are being moved',
    {
      all: {
        partitions: [partition('orders-2', [1, 2, 4, 3], [1, 2])],
        reassignments: new Map([['orders-2', { adding: [4], removing: [3] }]]),
      },
    },
    ['lasting', 'Broker 4 does not serve and is none of the nodes listed, with replicas of 1 of 1 partitions'],
    ['block', 'orders-2 (lacks 3)'],
  ],
  [
    'a broker is gone, and whether its replicas are being moved cannot be read',
    { all: { ...gone.all, reassignments: silence } },
    ['block', 'orders-0 (lacks 4), orders-1 (lacks 4)'],
  ],
  [
    'a reassignment is under way, to another than the node',
    { all: { ...moving, reassignments: new Map([['orders-0', { adding: [3], removing: [1] }]]) } },
    ['block', '1 of 1 partitions lack replicas in sync: orders-0 (lacks 3, which a reassignment adds)'],
  ],
  [
    'a reassignment is under way, to the node',
    {
      all: { ...moving, reassignments: new Map([['orders-0', { adding: [3], removing: [1] }]]) },
      question: { node: c },
    },
  ],
  [
    'one is not, as just one broker sees it',
    { views: { [c]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 3])] }) } },
    ['block', '1 of 2 partitions lack replicas in sync: orders-0 (lacks 2)'],
  ],
  [
    'a partition has no leader',
    partitions(partition('orders-0', [1, 2, 3], [1, 2, 3], -1), partition('orders-1', [1, 2, 3])),
    ['block', '1 of 2 partitions have no leader: orders-0'],
  ],
  [
    'a partition has no leader, as just one broker sees it',
    { views: { [c]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 2, 3], -1)] }) } },
    ['block', '1 of 2 partitions have no leader: orders-0'],
  ],
  [
    'only the node could lead it: its data are on the node alone',
    partitions(partition('orders-0', [1, 2, 3], [1], -1)),
    ['block', '1 of 1 partitions have no leader: orders-0'],
    ['block', 'orders-0 (lacks 2, 3)'],
  ],
  [
    'a partition that is on the node alone has no leader',
    { ...partitions(partition('lone-0', [1], [1], -1)), views: { [a]: silence } },
  ],
  [
    'a partition that is on the node alone has no leader, afterwards',
    { ...partitions(partition('lone-0', [1], [1], -1)), question: after },
    ['block', '1 of 1 partitions have no leader: lone-0'],
  ],
  [
    'many are not',
    partitions(...Array.from({ length: 8 }, (_, index) => partition(`orders-${index}`, [1, 2, 3], [1, 3]))),
    ['block', 'orders-5 (lacks 2) and 2 more'],
  ],
];
