import { describeRule } from './test-support/describe-rule.ts';
import { a, b, c, silence, view, nodeDown, after, quorumGone, single } from '../test-support/three-nodes.ts';
import { roleElsewhere } from './role-elsewhere.ts';

describeRule(roleElsewhere, [
  ['passes if all nodes have all roles', {}],
  [
    'fails if no other node has a role',
    {
      views: {
        [b]: view('B', { roles: ['data', 'cluster_manager'] }),
        [c]: view('C', { roles: ['data', 'cluster_manager'] }),
      },
    },
    ['lasting', `No other node that responds has these roles of ${a}: ingest`],
  ],
  [
    'waits if the only other node with a role is silent',
    { views: { [b]: silence, [c]: view('C', { roles: ['data', 'cluster_manager'] }) } },
    ['block', 'ingest'],
  ],
  ['counts data for every tier', { views: { [a]: view('A', { roles: ['data_hot'] }) } }],
  [
    'fails if no other node has the tier',
    {
      views: {
        [a]: view('A', { roles: ['data_hot'] }),
        [b]: view('B', { roles: ['data_warm'] }),
        [c]: view('C', { roles: ['data_warm'] }),
      },
    },
    ['lasting', 'data_hot'],
  ],
  [
    'passes for one of several dedicated managers',
    {
      views: {
        [a]: view('A', { roles: ['cluster_manager'] }),
        [b]: view('B', { roles: ['cluster_manager'] }),
        [c]: view('C', { roles: ['data_hot', 'data_content'] }),
      },
    },
  ],
  ['does not count voting_only', { views: { [a]: view('A', { roles: ['cluster_manager', 'voting_only'] }) } }],
  ['passes if the node is down', nodeDown],
  ['passes if the node hangs and others have its roles', { views: { [a]: silence } }],
  [
    'fails if the node hangs and no other node has a role',
    { views: { [a]: silence, [b]: view('B', { roles: ['data'] }), [c]: view('C', { roles: ['data'] }) } },
    ['lasting', `No other node that responds has these roles of ${a}: cluster_manager, ingest`],
  ],
  [
    'waits if the roles of a hanging node are not reported',
    { views: { [a]: silence }, cluster: { roles: new Map([['B', ['data']]]) } },
    ['block', `${a} does not respond but is in the cluster, and its roles cannot be determined yet`],
  ],
  [
    'waits if the node hangs and roles cannot be read',
    { views: { [a]: silence }, cluster: { roles: { why: 'timed out' } } },
    ['block', 'its roles cannot be determined yet'],
  ],
  [
    'passes if the node is down and roles cannot be read',
    { ...nodeDown, cluster: { ...nodeDown.cluster, roles: { why: '' } } },
  ],
  ['passes if only the node reports its roles', { cluster: { roles: { why: 'timed out' } } }],
  ['leaves the lost quorum of two to cluster-manager-quorum', quorumGone],
  ['passes after the recycle', { question: after, views: { [a]: view('A', { roles: ['ml'] }) } }],
  ['fails for a single node', single, ['lasting', `${a} is the only node`]],
  [
    'fails for a single node that is down',
    { ...single, views: { [a]: silence } },
    ['lasting', `${a} is the only node`],
  ],
  ['passes for a single node after its recycle', { ...single, question: { ...single.question, ...after } }],
]);
