import { describeRule } from '../test-support/describe-rule.ts';
import { a, b, c, view, members, nodeDown } from '../test-support/three-nodes.ts';
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
    'one has come back as another before it was missed',
    { views: { [c]: view('X', { manager: undefined, members: [] }) } },
  ],
  [
    'one has come back as another that has joined already',
    {
      views: { [c]: view('X') },
      cluster: { members: [...members('A', 'B', 'C'), { id: 'X', name: 'node-c', host: c }] },
    },
  ],
  [
    'one is known to the others by an address of their own network',
    { cluster: { members: [...members('A', 'B'), { id: 'C', name: 'node-c', host: '192.168.0.3' }] } },
  ],
]);
