import { describeRule } from './test-support/describe-rule.ts';
import { a, after, b, c, view, members, nodeDown, silence, stranger, unplaced } from '../test-support/three-nodes.ts';
import { membersKnown } from './members-known.ts';

describeRule(membersKnown, [
  ['passes if all members are listed', {}],
  ['passes if the node is out', nodeDown],
  [
    'fails if a member is not listed',
    { question: { nodes: [a, b] } },
    ['lasting', `node-c (${c}) is in the cluster but is not a listed node`],
  ],
  [
    'fails if a silent node may be an unlisted member',
    unplaced,
    ['block', `${a} does not respond, and may still be in the cluster as node-a (192.168.0.1)`],
    ['lasting', 'node-a (192.168.0.1) is in the cluster but is not a listed node'],
  ],
  [
    'fails if a member is not listed and the node is silent',
    {
      ...unplaced,
      cluster: { members: [...members('A', 'B', 'C'), stranger('D', '192.168.0.4')] },
    },
    ['lasting', 'node-d (192.168.0.4)'],
  ],
  [
    'fails if a member is not listed and another node is silent',
    {
      views: { [b]: silence },
      cluster: { members: [...members('A', 'C'), stranger('B', '192.168.0.2')] },
    },
    ['lasting', 'node-b (192.168.0.2)'],
  ],
  [
    'fails if a member is not listed and the node is not back',
    { ...unplaced, question: after },
    ['lasting', 'node-a (192.168.0.1)'],
  ],
  [
    'passes if a node is back as another one before it is missed',
    { views: { [c]: view('X', { manager: undefined, members: [] }) } },
  ],
  [
    'passes if a node is back as another one and has joined',
    {
      views: { [c]: view('X') },
      cluster: { members: [...members('A', 'B', 'C'), stranger('X', c, 'node-c')] },
    },
  ],
  [
    'passes if members use addresses of their own network',
    { cluster: { members: [...members('A', 'B'), stranger('C', '192.168.0.3')] } },
  ],
]);
