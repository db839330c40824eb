import { describeRule } from './test-support/describe-rule.ts';
import { a, after, b, c, view, members, nodeDown, silence, stranger, unplaced } from '../test-support/three-nodes.ts';
import { membersKnown } from './members-known.ts';

describeRule(membersKnown, [
  ['all are listed', {}],
  ['the node is out', nodeDown],
  [
    'one is not listed',
    { question: { nodes: [a, b] } },
    ['lasting', `node-c (${c}) is in the cluster and not among the nodes that are listed`],
  ],
  [
    'one that the node may be, while it is silent, is not listed',
    unplaced,
    ['block', `${a} does not answer, and may still be in the cluster, as node-a (192.168.0.1)`],
    ['lasting', 'node-a (192.168.0.1) is in the cluster and not among the nodes that are listed'],
  ],
  [
    'one is not listed, the node being silent in its own place',
    {
      ...unplaced,
      cluster: { members: [...members('A', 'B', 'C'), stranger('D', '192.168.0.4')] },
    },
    ['lasting', 'node-d (192.168.0.4)'],
  ],
  [
    'one is not listed, and another than the node is silent',
    {
      views: { [b]: silence },
      cluster: { members: [...members('A', 'C'), stranger('B', '192.168.0.2')] },
    },
    ['lasting', 'node-b (192.168.0.2)'],
  ],
  ['one is not listed, the node not back', { ...unplaced, question: after }, ['lasting', 'node-a (192.168.0.1)']],
  [
    'one has come back as another before it was missed',
    { views: { [c]: view('X', { manager: undefined, members: [] }) } },
  ],
  [
    'one has come back as another that has joined already',
    {
      views: { [c]: view('X') },
      cluster: { members: [...members('A', 'B', 'C'), stranger('X', c, 'node-c')] },
    },
  ],
  [
    'one is known to the others by an address of their own network',
    { cluster: { members: [...members('A', 'B'), stranger('C', '192.168.0.3')] } },
  ],
]);
