import { describeRule } from './test-support/describe-rule.ts';
import { a, b, c, healthy, silence, view, nodeDown, after, quorumGone, single } from '../test-support/three-nodes.ts';
import { clusterComplete } from './cluster-complete.ts';

const lone = (id: string) => view(id, { clusterUuid: 'other', manager: id, members: [id] });

describeRule(clusterComplete, [
  ['passes if all nodes respond and agree', {}],
  ['ignores a leaving node that is down', nodeDown],
  ['ignores a leaving node that hangs', { views: { [a]: silence } }],
  ['ignores a leaving node in its own cluster', { views: { [a]: lone('A') } }],
  [
    'fails if the node is down after its recycle',
    { ...nodeDown, question: after },
    ['block', `${a} does not respond: the connection was refused`],
  ],
  [
    'fails if another node is down',
    { views: { [b]: silence } },
    ['block', `${b} does not respond: the connection was refused`],
  ],
  [
    'fails if another node cannot be queried',
    { question: { nodes: [a, b, c, '10.0.0.4'] }, views: { '10.0.0.4': { why: 'none' } } },
    ['block', '10.0.0.4 does not respond'],
  ],
  [
    'fails if another node is in its own cluster',
    { views: { [c]: lone('C') } },
    ['block', `${c} is in another cluster (other) than ${b}`],
  ],
  [
    'fails if another node is back with an empty disk',
    { views: { [c]: lone('X') } },
    ['block', `${c} responds, but is not in the cluster that ${b} sees`],
  ],
  [
    'fails if another node is cut off',
    { views: { [c]: view('C', { manager: undefined }) } },
    ['block', `${c} reports no elected cluster manager`],
  ],
  [
    'fails if nodes report different cluster managers',
    { views: { [c]: view('C', { manager: 'A' }) } },
    ['block', `${c} reports node-a as the cluster manager, but ${b} reports node-c`],
  ],
  [
    'fails if nodes see different members',
    { views: { [c]: view('C', { members: ['B', 'C'] }) } },
    ['block', `${c} sees node-b, node-c in the cluster, but ${b} sees node-a, node-b, node-c`],
  ],
  [
    'fails if the node is back in its own cluster',
    { question: after, views: { [a]: lone('A') } },
    ['block', `${a} is in another cluster`],
  ],
  [
    'fails while shards move or initialize',
    { cluster: { health: { ...healthy, initializing: 2, relocating: 1, inFlightFetches: 3 } } },
    ['block', 'Shards are in progress: 2 initializing, 1 relocating, 3 being fetched'],
  ],
  [
    'fails if the cluster manager is busy',
    { cluster: { health: { ...healthy, timedOut: true } } },
    ['block', 'did not finish its pending tasks'],
  ],
  [
    'fails if the cluster cannot be read',
    { cluster: { why: 'timed out' } },
    ['block', 'The cluster cannot be read: timed out'],
  ],
  ['passes for a healthy single node', single],
  [
    'fails if a single node responds without the cluster state',
    { ...single, cluster: { why: 'timed out' } },
    ['block', 'The cluster cannot be read: timed out'],
  ],
  ['passes for a single node that is down', { ...single, views: { [a]: silence }, cluster: { why: 'nobody answers' } }],
  ['leaves the lost quorum of two to cluster-manager-quorum', quorumGone],
  [
    'fails after the recycle if two nodes have no quorum',
    { ...quorumGone, question: { ...quorumGone.question, ...after } },
    ['block', `${a} does not respond`],
    ['block', 'The cluster cannot be read: no node that responds reports a cluster manager'],
  ],
  [
    'fails if neither of two responds',
    { ...quorumGone, views: { [a]: silence, [b]: silence } },
    ['block', `${b} does not respond`],
    ['block', 'The cluster cannot be read'],
  ],
  [
    'fails if both of two respond without a cluster manager',
    { ...quorumGone, views: { ...quorumGone.views, [a]: view('A', { manager: undefined }) } },
    ['block', 'The cluster cannot be read'],
  ],
  [
    'fails if the other of two does not report the cluster state',
    { ...quorumGone, views: { ...quorumGone.views, [b]: view('B') } },
    ['block', 'The cluster cannot be read'],
  ],
  [
    'fails if two of three have no cluster manager',
    {
      ...quorumGone,
      views: { ...quorumGone.views, [c]: view('C', { manager: undefined }) },
      question: { nodes: [a, b, c], expect: 3 },
    },
    ['block', 'The cluster cannot be read'],
  ],
]);
