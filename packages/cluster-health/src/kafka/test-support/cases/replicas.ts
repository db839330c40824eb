import { a, b, c, controller, partition, silence, view } from '../three-brokers.ts';
import { type KafkaCase, after, partitions, pair } from './case.ts';

const lone = partition('lone-0', [1]);

export const minInSyncReplicasCases: readonly KafkaCase[] = [
  ['passes if enough replicas remain in sync', {}],
  [
    'fails if too few replicas would remain in sync',
    partitions(partition('orders-0', [1, 2, 3], [1, 2]), partition('orders-1', [1, 2, 3])),
    ['block', `Without ${a} (broker 1), fewer replicas than min.insync.replicas (2) are in sync in orders-0`],
  ],
  [
    'passes if enough are in sync and the node is not one of them',
    partitions(partition('orders-0', [1, 2, 3], [2, 3])),
  ],
  [
    'fails if too few are in sync and the node is not one of them',
    partitions(partition('orders-0', [1, 2, 3], [2])),
    ['block', 'are in sync in orders-0'],
  ],
  ['ignores partitions without a replica on the node', partitions(partition('orders-0', [2, 3, 4], [2]))],
  [
    'fails if a single broker sees too few in sync',
    { views: { [b]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 2])] }) } },
    ['block', 'are in sync in orders-0'],
  ],
  [
    'reports a topic with too few replicas as lasting',
    partitions(pair),
    [
      'lasting',
      `pairs has no more replicas than its min.insync.replicas of 2: without ${a} (broker 1), writes with acks=all to pairs-0 fail`,
    ],
  ],
  ['ignores a topic with too few replicas if the node is out of sync', partitions(partition('pairs-0', [1, 2], [2]))],
  [
    'waits for a silent node of a topic with too few replicas',
    { ...partitions(pair), views: { [a]: silence } },
    ['block', 'pairs has no more replicas'],
  ],
  ['ignores a topic with too few replicas on other nodes', partitions(partition('pairs-0', [2, 3]))],
  ['leaves a topic with one replica to single-replica', partitions(lone)],
  [
    'fails if a broker cannot read the minimum',
    { views: { [c]: view({ minInSync: new Map([['orders', { why: 'not allowed' }]]) }) } },
    ['block', 'min.insync.replicas of orders cannot be read: not allowed'],
  ],
  [
    'fails if no broker reports the minimum',
    { all: { minInSync: new Map() } },
    ['block', 'min.insync.replicas of orders cannot be read: no broker reports it'],
  ],
  [
    'uses the largest minimum that a broker reports',
    { views: { [c]: view({ minInSync: new Map([['orders', 3]]) }) } },
    ['lasting', 'orders has no more replicas than its min.insync.replicas of 3'],
  ],
  ['passes after the recycle', { ...partitions(pair), question: after }],
];

export const singleReplicaCases: readonly KafkaCase[] = [
  ['passes if every partition has several replicas', {}],
  [
    'reports single replicas on the node as lasting, by topic',
    partitions(lone, partition('lone-1', [1]), partition('__consumer_offsets-7', [1]), partition('lone-2', [2])),
    ['lasting', `The only replica of lone-0, lone-1 is on ${a} (broker 1)`],
    ['lasting', 'The only replica of __consumer_offsets-7 is on'],
  ],
  [
    'waits if the node with a single replica is silent',
    { ...partitions(lone), views: { [a]: silence } },
    ['block', 'The only replica'],
  ],
  [
    'ignores a single replica on a node that is out',
    { ...partitions(partition('lone-0', [1], [1], -1)), views: { [a]: silence } },
  ],
  ['ignores a single replica on another node', partitions(partition('lone-0', [2]))],
  ['passes after the recycle', { ...partitions(lone), question: after }],
  [
    'fails if the only broker is silent',
    { views: { [a]: silence }, controllers: { [c]: controller() }, question: { nodes: [a, c] } },
    ['lasting', `${a} is the only listed broker, and does not report its partitions`],
  ],
  [
    'passes if the only broker is silent after the recycle',
    { views: { [a]: silence }, question: { ...after, nodes: [a] } },
  ],
  [
    'uses the view of the node if it is the only broker',
    { ...partitions(lone), question: { nodes: [a], expect: 1 }, ids: { [a]: 1 } },
    ['lasting', 'The only replica of lone-0'],
  ],
];

export const logDirsOnlineCases: readonly KafkaCase[] = [
  ['passes if all directories are online', {}],
  [
    'reports offline directories of another broker as lasting',
    { views: { [b]: view({ offlineDirs: ['/data/2', '/data/3'] }) } },
    ['lasting', `Log directory /data/2 of ${b} (broker 2) is offline`],
    ['lasting', `Log directory /data/3 of ${b} (broker 2) is offline`],
  ],
  ['ignores an offline directory of the leaving node', { views: { [a]: view({ offlineDirs: ['/data/2'] }) } }],
  [
    'fails if a directory of the node is offline after its recycle',
    { views: { [a]: view({ offlineDirs: ['/data/2'] }) }, question: after },
    ['lasting', `Log directory /data/2 of ${a} (broker 1) is offline`],
  ],
  [
    'fails if the directories of another broker cannot be read',
    { views: { [c]: view({ offlineDirs: { why: 'not allowed' } }) } },
    ['block', `Cannot read whether the log directories of ${c} (broker 3) are online: not allowed`],
  ],
  ['leaves a silent broker to brokers-serve', { views: { [b]: silence } }],
];
