import { describeRule } from './test-support/describe-rule.ts';
import {
  a,
  after,
  all3,
  b,
  classic,
  membersOf,
  named,
  nodeDown,
  ofPair,
  one,
  pair,
  quorum,
  silence,
  stream,
  three,
  two,
  view,
} from '../test-support/three-nodes.ts';
import { queueQuorum } from './queue-quorum.ts';

describeRule(queueQuorum, [
  ['a majority remains', {}],
  ['the leaving node and its members are down', nodeDown],
  [
    'another member is offline',
    { queues: [quorum('orders', all3, [one, two])] },
    `block: Without ${a} (${one}), no majority is online for orders (2 of 3 online)`,
  ],
  [
    'another member is online on a stopped node',
    { all: { members: membersOf([one, two], [three]) } },
    `block: Without ${a} (${one}), no majority is online for orders (2 of 3 online)`,
  ],
  [
    'another member is offline of a queue without a member on the node',
    { queues: [quorum('orders', [two, three], [two])] },
  ],
  ['the member on the node is offline', { queues: [quorum('orders', all3, [two, three])] }],
  ['the member on the node and another one are offline', { queues: [quorum('orders', all3, [two])] }, 'block: Without'],
  [
    'the node does not respond, and another member is offline',
    { views: { [a]: silence }, queues: [quorum('orders', all3, [one, two])] },
    `block: Without ${a} (${one}), no majority is online for orders`,
  ],
  [
    'a queue has one member, a stream two',
    { queues: [quorum('lone', [one]), stream('log', [one, two])] },
    `lasting: Without ${a} (${one}), these queues have too few members for a majority and are unavailable: lone (1 of 1 online), log (2 of 2`,
  ],
  ['a queue has one member on another node', { queues: [quorum('lone', [two])] }],
  [
    'a queue has one member, on the node that is down',
    { ...nodeDown, vhosts: [], queues: [quorum('lone', [one], [])] },
  ],
  [
    'a member is on a node that no longer exists',
    { queues: [quorum('orders', [one, two, 'rabbit@gone'], [one, two])] },
    `lasting: Without ${a} (${one}), these queues have too few members for a majority and are unavailable: orders (2 of 3 online)`,
  ],
  [
    'the statistics lack the online members of a stream',
    { queues: [{ ...stream('log', all3), online: undefined }] },
    'block: The online members are not reported yet for log',
  ],
  [
    'the statistics lack a quorum queue that the node reports',
    { queues: [{ ...quorum('orders', all3), online: undefined }] },
  ],
  [
    'the statistics do not contain a new stream yet',
    { queues: [classic('log', { type: 'stream' })] },
    'block: The online members are not reported yet for log',
  ],
  [
    'the statistics lack a new quorum queue after the recycle',
    { queues: [classic('orders', { type: 'quorum' })], question: after },
    'block: The online members are not reported yet for orders',
  ],
  [
    'the node contradicts the statistics, which are older',
    { views: { [a]: view(one, { critical: [named('orders')] }) } },
    `block: ${a} (${one}) reports that no majority remains without it for orders`,
  ],
  [
    'the node reports a queue that is not listed yet',
    { views: { [a]: view(one, { critical: [named('fresh', 'quorum', 'shop')] }) } },
    `block: ${a} (${one}) reports that no majority remains without it for fresh in shop`,
  ],
  [
    'the node reports a queue whose member on it is offline',
    { views: { [a]: view(one, { critical: [named('orders')] }) }, queues: [quorum('orders', all3, [two, three])] },
  ],
  [
    'the node reports its metadata',
    { views: { [a]: view(one, { critical: [named('rabbitmq_metadata', 'process')] }) } },
    'block: ',
  ],
  [
    'a node of two reports its metadata',
    { all: { ...ofPair, critical: [named('rabbitmq_metadata', 'process')] }, queues: [], question: pair },
  ],
  ['another node reports a queue', { views: { [b]: view(two, { critical: [named('orders')] }) } }],
  ['all members are back after the recycle', { question: after }],
  [
    'a member is offline after the recycle',
    { queues: [quorum('orders', all3, [two, three]), stream('log', all3, [two, three])], question: after },
    `block: On ${one}, the members of these queues are not online: orders, log`,
  ],
  [
    'another node reports a lagging member after the recycle',
    { views: { [b]: view(two, { critical: [named('orders')] }) }, question: after },
    `block: ${b} (${two}) reports that not all members have caught up for orders`,
  ],
  [
    'a queue with one member stays critical after the recycle',
    { all: { critical: [named('lone')] }, queues: [quorum('lone', [one])], question: after },
  ],
  [
    'a member is on a removed node after the recycle',
    {
      all: { critical: [named('orders')] },
      queues: [quorum('orders', [one, two, 'rabbit@gone'], [one, two])],
      question: after,
    },
  ],
  ['no node can be queried', { contents: silence }],
]);
