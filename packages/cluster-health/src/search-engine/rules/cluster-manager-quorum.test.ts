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
  ['two of three are left', {}],
  ['the node is out, and two of three are left', nodeDown],
  [
    'another voter is away',
    { views: { [b]: silence }, cluster: { members: members('A', 'C') } },
    ['block', `Without ${a}, 1 of 3 voting nodes are left (node-c); a majority is 2`],
  ],
  [
    'half is no majority',
    { cluster: { voters: ['A', 'B'] } },
    ['block', `Without ${a}, 1 of 2 voting nodes are left (node-b); a majority is 2`],
  ],
  ['it has no vote', { cluster: { voters: ['B', 'C'], members: members('A', 'B', 'C') } }],
  ['the other of two has the vote', { views: { [c]: view('C', { roles: ['data'] }) }, cluster: { voters: ['B'] } }],
  [
    'of two, it has the vote',
    { views: { [c]: view('C', { roles: ['data'] }) }, cluster: { voters: ['A'] } },
    ['lasting', '0 of 1 voting nodes are left (none); a majority is 1'],
  ],
  [
    'it has the vote until others get theirs',
    { cluster: { voters: ['A'] } },
    ['block', '0 of 1 voting nodes are left'],
  ],
  [
    'it has the only vote, for others were excluded',
    { cluster: { voters: ['A'], votingExclusions: [{ id: 'B', name: 'node-b' }] } },
    ['lasting', '0 of 1 voting nodes are left (none); a majority is 1'],
  ],
  [
    'it is a dedicated manager, one of three beside data nodes',
    {
      views: { [b]: view('B', { roles: ['data'] }) },
      cluster: { voters: ['A', 'C', 'M'], members: [...members('A', 'B', 'C'), stranger('M', '10.0.0.9')] },
    },
  ],
  ['the node is back', { question: after, cluster: { voters: ['A'] } }],
  ['a single node is for role-elsewhere', single],
  [
    'of two, it had the vote, and is down',
    quorumGone,
    ['lasting', `${a} does not answer, and without it the other of two nodes elects no cluster manager`],
  ],
  ['both of two are down', { ...quorumGone, views: { [a]: silence, [b]: silence } }],
]);
