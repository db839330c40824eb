import { describeRule } from './test-support/describe-rule.ts';
import {
  a,
  b,
  c,
  silence,
  view,
  members,
  nodeDown,
  after,
  quorumGone,
  single,
  stranger,
} from '../test-support/three-nodes.ts';
import { clusterManagerQuorum } from './cluster-manager-quorum.ts';

describeRule(clusterManagerQuorum, [
  ['passes if two of three voters remain', {}],
  ['passes if the node is out and two of three voters remain', nodeDown],
  [
    'fails if another voter is missing',
    { views: { [b]: silence }, cluster: { members: members('A', 'C') } },
    ['block', `Without ${a}, 1 of 3 voting nodes remain (node-c); a majority needs 2`],
  ],
  [
    'fails if half of the voters remain',
    { cluster: { voters: ['A', 'B'] } },
    ['block', `Without ${a}, 1 of 2 voting nodes remain (node-b); a majority needs 2`],
  ],
  ['passes if the node has no vote', { cluster: { voters: ['B', 'C'], members: members('A', 'B', 'C') } }],
  [
    'passes if the other of two nodes has the vote',
    { views: { [c]: view('C', { roles: ['data'] }) }, cluster: { voters: ['B'] } },
  ],
  [
    'fails if the node has the only vote of two nodes',
    { views: { [c]: view('C', { roles: ['data'] }) }, cluster: { voters: ['A'] } },
    ['lasting', '0 of 1 voting nodes remain (none); a majority needs 1'],
  ],
  [
    'waits if the node has the only vote of three nodes',
    { cluster: { voters: ['A'] } },
    ['block', '0 of 1 voting nodes remain'],
  ],
  [
    'fails if the node has the only vote because of exclusions',
    { cluster: { voters: ['A'], votingExclusions: [{ id: 'B', name: 'node-b' }] } },
    ['lasting', '0 of 1 voting nodes remain (none); a majority needs 1'],
  ],
  [
    'passes for one of three dedicated managers',
    {
      views: { [b]: view('B', { roles: ['data'] }) },
      cluster: { voters: ['A', 'C', 'M'], members: [...members('A', 'B', 'C'), stranger('M', '10.0.0.9')] },
    },
  ],
  ['passes after the recycle', { question: after, cluster: { voters: ['A'] } }],
  ['leaves a single node to role-elsewhere', single],
  [
    'fails if the node with the vote of two is down',
    quorumGone,
    ['lasting', `${a} does not respond, and the other one of two nodes cannot elect a cluster manager without it`],
  ],
  ['passes if both of two are down', { ...quorumGone, views: { [a]: silence, [b]: silence } }],
]);
