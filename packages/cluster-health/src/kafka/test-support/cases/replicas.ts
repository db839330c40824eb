import { a, b, c, controller, partition, silence, view } from '../three-brokers.ts';
import { type KafkaCase, after, partitions, pair } from './case.ts';

const lone = partition('lone-0', [1]);

export const minInSyncReplicasCases: readonly KafkaCase[] = [
  ['enough are left', {}],
  [
    'too few would be left',
    partitions(partition('orders-0', [1, 2, 3], [1, 2]), partition('orders-1', [1, 2, 3])),
    ['block', `Without ${a} (broker 1), fewer replicas than min.insync.replicas of 2 are in sync of orders-0`],
  ],
  ['just enough are in sync without it', partitions(partition('orders-0', [1, 2, 3], [2, 3]))],
  [
    'too few are in sync without it',
    partitions(partition('orders-0', [1, 2, 3], [2])),
    ['block', 'are in sync of orders-0'],
  ],
  ['too few are in sync elsewhere', partitions(partition('orders-0', [2, 3, 4], [2]))],
  [
    'as just one sees it',
    { views: { [b]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 2])] }) } },
    ['block', 'are in sync of orders-0'],
  ],
  [
    'there are never enough',
    partitions(pair),
    [
      'lasting',
      `pairs has no more replicas than its min.insync.replicas of 2, so without ${a} (broker 1) nobody can write to pairs-0`,
    ],
  ],
  ['there are never enough, and the node is out', partitions(partition('pairs-0', [1, 2], [2]))],
  [
    'there are never enough, and the node is silent',
    { ...partitions(pair), views: { [a]: silence } },
    ['block', 'pairs has no more replicas'],
  ],
  ['there are never enough elsewhere', partitions(partition('pairs-0', [2, 3]))],
  ['a single replica is for another rule', partitions(lone)],
  [
    'one cannot tell how many',
    { views: { [c]: view({ minInSync: new Map([['orders', { why: 'not allowed' }]]) }) } },
    ['block', 'min.insync.replicas of orders cannot be read: not allowed'],
  ],
  [
    'nobody tells how many',
    { all: { minInSync: new Map() } },
    ['block', 'min.insync.replicas of orders cannot be read: nobody tells it'],
  ],
  [
    'one has more for it',
    { views: { [c]: view({ minInSync: new Map([['orders', 3]]) }) } },
    ['lasting', 'orders has no more replicas than its min.insync.replicas of 3'],
  ],
  ['nothing afterwards', { ...partitions(pair), question: after }],
];

export const singleReplicaCases: readonly KafkaCase[] = [
  ['there is none', {}],
  [
    'on the node',
    partitions(lone, partition('lone-1', [1]), partition('__consumer_offsets-7', [1]), partition('lone-2', [2])),
    ['lasting', `The only replica of lone-0, lone-1 is on ${a} (broker 1)`],
    ['lasting', 'The only replica of __consumer_offsets-7 is on'],
  ],
  ['on the node, which is silent', { ...partitions(lone), views: { [a]: silence } }, ['block', 'The only replica']],
  ['on the node, which is out', { ...partitions(partition('lone-0', [1], [1], -1)), views: { [a]: silence } }],
  ['elsewhere', partitions(partition('lone-0', [2]))],
  ['on the node, afterwards', { ...partitions(lone), question: after }],
  [
    'the only broker is silent',
    { views: { [a]: silence }, controllers: { [c]: controller() }, question: { nodes: [a, c] } },
    ['lasting', `${a} is the only broker that is listed, and does not tell which partitions it has`],
  ],
  ['the only broker is silent, afterwards', { views: { [a]: silence }, question: { ...after, nodes: [a] } }],
  [
    'the only broker tells for itself',
    { ...partitions(lone), question: { nodes: [a], expect: 1 }, ids: { [a]: 1 } },
    ['lasting', 'The only replica of lone-0'],
  ],
];

export const logDirsOnlineCases: readonly KafkaCase[] = [
  ['all are', {}],
  [
    'one of another broker is not',
    { views: { [b]: view({ offlineDirs: ['/data/2', '/data/3'] }) } },
    ['lasting', `Log directory /data/2 of ${b} (broker 2) is offline`],
    ['lasting', `Log directory /data/3 of ${b} (broker 2) is offline`],
  ],
  ['one of the node itself is not', { views: { [a]: view({ offlineDirs: ['/data/2'] }) } }],
  [
    'one of the node is not, afterwards',
    { views: { [a]: view({ offlineDirs: ['/data/2'] }) }, question: after },
    ['lasting', `Log directory /data/2 of ${a} (broker 1) is offline`],
  ],
  [
    'another broker does not tell',
    { views: { [c]: view({ offlineDirs: { why: 'not allowed' } }) } },
    ['block', `Whether the log directories of ${c} (broker 3) are online cannot be read: not allowed`],
  ],
  ['a broker that does not answer is for another rule', { views: { [b]: silence } }],
];
