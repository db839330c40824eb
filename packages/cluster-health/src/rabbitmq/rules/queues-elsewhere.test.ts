import { describeRule } from './test-support/describe-rule.ts';
import { a, after, classic, mirrored, nodeDown, silence, two } from '../test-support/three-nodes.ts';
import { queuesElsewhere } from './queues-elsewhere.ts';

describeRule(queuesElsewhere, [
  ['all queues are replicated', {}],
  [
    'durable queues are only on the node',
    { queues: [classic('mail'), classic('jobs', { vhost: 'shop' }), mirrored('old', [])] },
    `lasting: 3 durable queues (mail, jobs in shop, old) only on ${a}`,
  ],
  ['a durable queue is only on another node', { queues: [classic('mail', { node: two })] }],
  ['a durable queue is down with the node', { ...nodeDown, vhosts: [], queues: [classic('mail')] }],
  [
    'the node is running and does not respond',
    { views: { [a]: silence }, queues: [classic('mail')] },
    `lasting: 1 durable queue (mail) only on ${a}`,
  ],
  ['a durable queue is only on the node after the recycle', { queues: [classic('mail')], question: after }],
  [
    'exclusive and transient queues are on the node',
    { queues: [classic('reply', { isExclusive: true }), classic('short', { isDurable: false })] },
    `warn: 2 exclusive or transient queues (reply, short) on ${a}: deleted`,
  ],
  ['a new stream without statistics is on the node', { queues: [classic('log', { type: 'stream' })] }],
  ['a mirrored queue has a mirror', { queues: [mirrored('old', [two])] }],
]);
