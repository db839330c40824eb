import { a, b, broker, c, nodeDown, partition, silence, view } from '../three-brokers.ts';
import { type KafkaCase, after, partitions } from './case.ts';

/** Three of four brokers remain, and the replicas of the fourth have not been moved. */
export const gone = partitions(
  partition('orders-0', [1, 2, 4], [1, 2]),
  partition('orders-1', [2, 4, 1], [2, 1]),
  partition('orders-2', [1, 2, 3]),
);
const movedAway = { adding: [3], removing: [4] };
/** Matches the metadata and ListPartitionReassignments while a replica moves from 1 to 3. */
const moving = { partitions: [partition('orders-0', [3, 2, 1], [2, 1])] };

export const inSyncReplicasCases: readonly KafkaCase[] = [
  ['passes if all replicas are in sync', {}],
  ['ignores replicas on the leaving node', nodeDown],
  [
    'fails if replicas on the node are behind after its recycle',
    { ...nodeDown, question: after },
    ['block', '2 of 2 partitions are under-replicated: orders-0 (out of sync: 1), orders-1 (out of sync: 1)'],
  ],
  [
    'fails if a replica on another node is out of sync',
    partitions(partition('orders-0', [2, 3], [2])),
    ['block', '1 of 1 partitions are under-replicated: orders-0 (out of sync: 3)'],
  ],
  [
    'reports a broker that is gone for good as lasting',
    gone,
    ['lasting', 'Broker 4 does not serve and is not a listed node, but has replicas of 2 of 3 partitions'],
  ],
  [
    'reports a broker that is gone apart from one that is down',
    {
      all: { brokers: [2, 3].map(broker), partitions: [partition('orders-0', [1, 2, 4], [2])] },
      views: { [a]: silence },
      question: { node: b },
    },
    ['lasting', 'Broker 4 does not serve'],
    ['block', '1 of 1 partitions are under-replicated: orders-0 (out of sync: 1)'],
  ],
  [
    'reports two brokers that are gone in one finding',
    { ...partitions(partition('orders-0', [1, 4, 5], [1])), question: { node: c } },
    ['lasting', 'Brokers 4, 5 do not serve and are not listed nodes, but have replicas of 1 of 1 partitions'],
  ],
  [
    'waits for a broker that serves but is not listed',
    { all: { ...gone.all, brokers: [1, 2, 3, 4].map(broker) } },
    ['block', '2 of 3 partitions are under-replicated: orders-0 (out of sync: 4), orders-1 (out of sync: 4)'],
  ],
  [
    'waits for a missing broker while another one is not listed',
    { all: { ...gone.all, brokers: [1, 2, 3, 5].map(broker) } },
    ['block', '2 of 3 partitions are under-replicated'],
  ],
  [
    'waits for a missing broker that may be a paused instance',
    { ...gone, question: { expect: 4 } },
    ['block', '2 of 3 partitions are under-replicated'],
  ],
  [
    'waits for a missing broker that may be an unidentified node',
    { ...gone, ids: { [a]: 1, [b]: 2 } },
    ['block', '2 of 3 partitions are under-replicated'],
  ],
  [
    'waits while replicas are moved away from a broker that is gone',
    { all: { ...gone.all, reassignments: new Map(['orders-0', 'orders-1'].map((name) => [name, movedAway])) } },
    ['block', 'orders-0 (out of sync: 4), orders-1 (out of sync: 4)'],
  ],
  [
    'does not wait for replicas that move to a broker that is gone',
    {
      all: {
        partitions: [partition('orders-2', [1, 2, 4, 3], [1, 2])],
        reassignments: new Map([['orders-2', { adding: [4], removing: [3] }]]),
      },
    },
    ['lasting', 'Broker 4 does not serve and is not a listed node, but has replicas of 1 of 1 partitions'],
    ['block', 'orders-2 (out of sync: 3)'],
  ],
  [
    'waits for a broker that is gone if reassignments cannot be read',
    { all: { ...gone.all, reassignments: silence } },
    ['block', 'orders-0 (out of sync: 4), orders-1 (out of sync: 4)'],
  ],
  [
    'fails while a replica moves to another node',
    { all: { ...moving, reassignments: new Map([['orders-0', { adding: [3], removing: [1] }]]) } },
    ['block', '1 of 1 partitions are under-replicated: orders-0 (out of sync: 3, added by a reassignment)'],
  ],
  [
    'passes while a replica moves to the leaving node',
    {
      all: { ...moving, reassignments: new Map([['orders-0', { adding: [3], removing: [1] }]]) },
      question: { node: c },
    },
  ],
  [
    'fails if a single broker sees a replica out of sync',
    { views: { [c]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 3])] }) } },
    ['block', '1 of 2 partitions are under-replicated: orders-0 (out of sync: 2)'],
  ],
  [
    'fails if a partition has no leader',
    partitions(partition('orders-0', [1, 2, 3], [1, 2, 3], -1), partition('orders-1', [1, 2, 3])),
    ['block', '1 of 2 partitions have no leader: orders-0'],
  ],
  [
    'fails if a single broker sees a partition without a leader',
    { views: { [c]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 2, 3], -1)] }) } },
    ['block', '1 of 2 partitions have no leader: orders-0'],
  ],
  [
    'fails if only the node can lead a partition',
    partitions(partition('orders-0', [1, 2, 3], [1], -1)),
    ['block', '1 of 1 partitions have no leader: orders-0'],
    ['block', 'orders-0 (out of sync: 2, 3)'],
  ],
  [
    'ignores a partition without a leader that is only on the node',
    { ...partitions(partition('lone-0', [1], [1], -1)), views: { [a]: silence } },
  ],
  [
    'fails after the recycle if a partition only on the node has no leader',
    { ...partitions(partition('lone-0', [1], [1], -1)), question: after },
    ['block', '1 of 1 partitions have no leader: lone-0'],
  ],
  [
    'shortens a long list of partitions',
    partitions(...Array.from({ length: 8 }, (_, index) => partition(`orders-${index}`, [1, 2, 3], [1, 3]))),
    ['block', 'orders-5 (out of sync: 2) and 2 more'],
  ],
];
