import { describeRule } from './test-support/describe-rule.ts';
import { a, silence, copy, nodeDown, after, refusedEverywhere, single } from '../test-support/three-nodes.ts';
import { startedCopyElsewhere, indexReplicas } from './copies-elsewhere.ts';

describeRule(startedCopyElsewhere, [
  ['a replica is started', {}],
  [
    'a replica is moving, so it is whole',
    {
      cluster: { copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica', 'B', { state: 'RELOCATING' })] },
    },
  ],
  [
    'the replica is unassigned',
    { cluster: { copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica')] } },
    ['block', `No copy of docs/0 but the primary on ${a} is started`],
  ],
  [
    'the replica is being built',
    {
      cluster: {
        copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica', 'B', { state: 'INITIALIZING' })],
      },
    },
    ['block', 'No copy of docs/0'],
  ],
  [
    'the primary is elsewhere',
    {
      cluster: {
        copies: [copy('docs/0', 'primary', 'B'), copy('docs/0', 'replica', 'A', { state: 'INITIALIZING' })],
      },
    },
  ],
  [
    'the node hangs, and holds the only whole copy',
    { views: { [a]: silence }, cluster: { copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica')] } },
    ['block', 'No copy of docs/0'],
  ],
  [
    'the replica has no place anywhere',
    {
      cluster: {
        copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica')],
        unassigned: new Map([['docs/0', refusedEverywhere('enable')]]),
      },
    },
    ['lasting', `No copy of docs/0 but the primary on ${a} is started, and no node can take another`],
  ],
  [
    'the other started copy is a search replica',
    {
      cluster: {
        copies: [
          copy('docs/0', 'primary', 'A'),
          copy('docs/0', 'replica'),
          copy('docs/0', 'replica', 'B', { searchOnly: true }),
        ],
      },
    },
    ['block', `No copy of docs/0 but the primary on ${a} is started`],
  ],
  ['the node is out', nodeDown],
  ['no replicas at all are for index-replicas', { cluster: { copies: [copy('docs/0', 'primary', 'A')] } }],
  ['a single node is for role-elsewhere', single],
]);

describeRule(indexReplicas, [
  ['replicas', {}],
  [
    'none, on the node',
    {
      cluster: {
        copies: [copy('bare/0', 'primary', 'A'), copy('bare/1', 'primary', 'B'), copy('bare/2', 'primary', 'A')],
      },
    },
    ['lasting', `Index bare has no replicas, and shards on ${a}: bare/0, bare/2`],
  ],
  [
    'none but a search replica',
    { cluster: { copies: [copy('bare/0', 'primary', 'A'), copy('bare/0', 'replica', 'B', { searchOnly: true })] } },
    ['lasting', `Index bare has no replicas, and shards on ${a}: bare/0`],
  ],
  [
    'a search replica on the node',
    { cluster: { copies: [copy('bare/0', 'primary', 'B'), copy('bare/0', 'replica', 'A', { searchOnly: true })] } },
  ],
  ['none, elsewhere', { cluster: { copies: [copy('bare/0', 'primary', 'B')] } }],
  ['none, the node back', { question: after, cluster: { copies: [copy('bare/0', 'primary', 'A')] } }],
  ['the node is out', { ...nodeDown, cluster: { ...nodeDown.cluster, copies: [copy('bare/0', 'primary')] } }],
]);
