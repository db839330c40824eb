import { describeRule } from './test-support/describe-rule.ts';
import { a, b, c, silence, view, nodeDown, after, quorumGone, single } from '../test-support/three-nodes.ts';
import { roleElsewhere } from './role-elsewhere.ts';

describeRule(roleElsewhere, [
  ['all do everything', {}],
  [
    'nobody else ingests',
    {
      views: {
        [b]: view('B', { roles: ['data', 'cluster_manager'] }),
        [c]: view('C', { roles: ['data', 'cluster_manager'] }),
      },
    },
    ['lasting', `No other node that answers has what ${a} does: ingest`],
  ],
  [
    'whoever else ingests is silent',
    { views: { [b]: silence, [c]: view('C', { roles: ['data', 'cluster_manager'] }) } },
    ['block', 'ingest'],
  ],
  ['data is every tier', { views: { [a]: view('A', { roles: ['data_hot'] }) } }],
  [
    'one tier is not another',
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
    'a dedicated manager beside others',
    {
      views: {
        [a]: view('A', { roles: ['cluster_manager'] }),
        [b]: view('B', { roles: ['cluster_manager'] }),
        [c]: view('C', { roles: ['data_hot', 'data_content'] }),
      },
    },
  ],
  ['one that only votes', { views: { [a]: view('A', { roles: ['cluster_manager', 'voting_only'] }) } }],
  ['the node is down', nodeDown],
  ['the node hangs, and others do what it does', { views: { [a]: silence } }],
  [
    'the node hangs, and nobody else ingests',
    { views: { [a]: silence, [b]: view('B', { roles: ['data'] }), [c]: view('C', { roles: ['data'] }) } },
    ['lasting', `No other node that answers has what ${a} does: cluster_manager, ingest`],
  ],
  [
    'the node hangs, and what it does is not told',
    { views: { [a]: silence }, cluster: { roles: new Map([['B', ['data']]]) } },
    ['block', `${a} does not answer, and is in the cluster: its roles cannot be told yet`],
  ],
  [
    'the node hangs, and no roles can be read',
    { views: { [a]: silence }, cluster: { roles: { why: 'timed out' } } },
    ['block', 'its roles cannot be told yet'],
  ],
  ['the node is down, and no roles can be read', { ...nodeDown, cluster: { ...nodeDown.cluster, roles: { why: '' } } }],
  ['no roles can be read, and the node tells its own', { cluster: { roles: { why: 'timed out' } } }],
  ['the node has taken the quorum of two', quorumGone],
  ['the node is back', { question: after, views: { [a]: view('A', { roles: ['ml'] }) } }],
  ['a single node', single, ['lasting', `${a} is the only node`]],
  ['a single node that is down', { ...single, views: { [a]: silence } }, ['lasting', `${a} is the only node`]],
  ['a single node that is back', { ...single, question: { ...single.question, ...after } }],
]);
