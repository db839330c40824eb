import { describeRule } from './test-support/describe-rule.ts';
import { a, b, c, healthy, silence, view, nodeDown, after, quorumGone, single } from '../test-support/three-nodes.ts';
import { clusterComplete } from './cluster-complete.ts';

const lone = (id: string) => view(id, { clusterUuid: 'other', manager: id, members: [id] });

describeRule(clusterComplete, [
  ['all answer and agree', {}],
  ['the node itself is down', nodeDown],
  ['the node itself hangs, and the cluster has not noticed', { views: { [a]: silence } }],
  ['the node itself has a cluster of its own', { views: { [a]: lone('A') } }],
  [
    'the node itself is down, afterwards',
    { ...nodeDown, question: after },
    ['block', `${a} does not answer: the connection was refused`],
  ],
  ['another is down', { views: { [b]: silence } }, ['block', `${b} does not answer: the connection was refused`]],
  [
    'another was not asked',
    { question: { nodes: [a, b, c, '10.0.0.4'] }, views: { '10.0.0.4': { why: 'none' } } },
    ['block', '10.0.0.4 does not answer'],
  ],
  [
    'another has a cluster of its own',
    { views: { [c]: lone('C') } },
    ['block', `${c} is in another cluster (other) than ${b}`],
  ],
  [
    'another has come back with an empty disk',
    { views: { [c]: lone('X') } },
    ['block', `${c} answers, and is not in the cluster that ${b} sees`],
  ],
  [
    'another is cut off',
    { views: { [c]: view('C', { manager: undefined }) } },
    ['block', `${c} knows of no elected cluster manager`],
  ],
  [
    'another follows another',
    { views: { [c]: view('C', { manager: 'A' }) } },
    ['block', `${c} takes node-a for the cluster manager, ${b} takes node-c`],
  ],
  [
    'another sees fewer nodes',
    { views: { [c]: view('C', { members: ['B', 'C'] }) } },
    ['block', `${c} sees node-b, node-c in the cluster, ${b} sees node-a, node-b, node-c`],
  ],
  [
    'it is back, in a cluster of its own',
    { question: after, views: { [a]: lone('A') } },
    ['block', `${a} is in another cluster`],
  ],
  [
    'shards are on their way',
    { cluster: { health: { ...healthy, initializing: 2, relocating: 1, inFlightFetches: 3 } } },
    ['block', '2 shards are initializing, 1 shards are relocating, 3 shards are being looked for'],
  ],
  [
    'the cluster manager is busy',
    { cluster: { health: { ...healthy, timedOut: true } } },
    ['block', 'did not get through its pending tasks'],
  ],
  ['it cannot be read', { cluster: { why: 'timed out' } }, ['block', 'The cluster cannot be read: timed out']],
  ['a single node that is well', single],
  [
    'a single node that answers, and does not tell',
    { ...single, cluster: { why: 'timed out' } },
    ['block', 'The cluster cannot be read: timed out'],
  ],
  [
    'a single node that is down, so nobody is left to tell',
    { ...single, views: { [a]: silence }, cluster: { why: 'nobody answers' } },
  ],
  ['of two, the node is down, and the other elects nobody alone: for cluster-manager-quorum', quorumGone],
  [
    'the same, afterwards',
    { ...quorumGone, question: { ...quorumGone.question, ...after } },
    ['block', `${a} does not answer`],
    ['block', 'The cluster cannot be read: no node answers that knows of a cluster manager'],
  ],
  [
    'neither of two answers',
    { ...quorumGone, views: { [a]: silence, [b]: silence } },
    ['block', `${b} does not answer`],
    ['block', 'The cluster cannot be read'],
  ],
  [
    'of two, the node answers, and neither elects anybody',
    { ...quorumGone, views: { ...quorumGone.views, [a]: view('A', { manager: undefined }) } },
    ['block', 'The cluster cannot be read'],
  ],
  [
    'of two, the other knows of a cluster manager, and does not tell',
    { ...quorumGone, views: { ...quorumGone.views, [b]: view('B') } },
    ['block', 'The cluster cannot be read'],
  ],
  [
    'of three, two do not find each other',
    {
      ...quorumGone,
      views: { ...quorumGone.views, [c]: view('C', { manager: undefined }) },
      question: { nodes: [a, b, c], expect: 3 },
    },
    ['block', 'The cluster cannot be read'],
  ],
]);
