import { describeRule } from './test-support/describe-rule.ts';
import { a, silence, copy, nodeDown, after, refusedEverywhere, single } from '../test-support/three-nodes.ts';
import { startedCopyElsewhere, indexReplicas } from './copies-elsewhere.ts';

describeRule(startedCopyElsewhere, [
  ['passes if a replica is started', {}],
  [
    'passes if a replica is moving',
    {
      cluster: { copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica', 'B', { state: 'RELOCATING' })] },
    },
  ],
  [
    'fails if the replica is unassigned',
    { cluster: { copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica')] } },
    ['block', `The primary on ${a} is the only started copy of docs/0`],
  ],
  [
    'fails while the replica initializes',
    {
      cluster: {
        copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica', 'B', { state: 'INITIALIZING' })],
      },
    },
    ['block', 'is the only started copy of docs/0'],
  ],
  [
    'passes if the primary is on another node',
    {
      cluster: {
        copies: [copy('docs/0', 'primary', 'B'), copy('docs/0', 'replica', 'A', { state: 'INITIALIZING' })],
      },
    },
  ],
  [
    'fails if the node hangs and has the only started copy',
    { views: { [a]: silence }, cluster: { copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica')] } },
    ['block', 'is the only started copy of docs/0'],
  ],
  [
    'reports a replica that no node can take as lasting',
    {
      cluster: {
        copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica')],
        unassigned: new Map([['docs/0', refusedEverywhere('enable')]]),
      },
    },
    ['lasting', `The primary on ${a} is the only started copy of docs/0, and no node can take another one`],
  ],
  [
    'does not count a search replica',
    {
      cluster: {
        copies: [
          copy('docs/0', 'primary', 'A'),
          copy('docs/0', 'replica'),
          copy('docs/0', 'replica', 'B', { searchOnly: true }),
        ],
      },
    },
    ['block', `The primary on ${a} is the only started copy of docs/0`],
  ],
  ['passes if the node is out', nodeDown],
  ['leaves an index without replicas to index-replicas', { cluster: { copies: [copy('docs/0', 'primary', 'A')] } }],
  ['leaves a single node to role-elsewhere', single],
]);

describeRule(indexReplicas, [
  ['passes if every index has replicas', {}],
  [
    'fails if an index without replicas has shards on the node',
    {
      cluster: {
        copies: [copy('bare/0', 'primary', 'A'), copy('bare/1', 'primary', 'B'), copy('bare/2', 'primary', 'A')],
      },
    },
    ['lasting', `Index bare has no replicas and has shards on ${a}: bare/0, bare/2`],
  ],
  [
    'fails if an index has only a search replica',
    { cluster: { copies: [copy('bare/0', 'primary', 'A'), copy('bare/0', 'replica', 'B', { searchOnly: true })] } },
    ['lasting', `Index bare has no replicas and has shards on ${a}: bare/0`],
  ],
  [
    'passes if the node has only a search replica',
    { cluster: { copies: [copy('bare/0', 'primary', 'B'), copy('bare/0', 'replica', 'A', { searchOnly: true })] } },
  ],
  ['passes if the index is on another node', { cluster: { copies: [copy('bare/0', 'primary', 'B')] } }],
  ['passes after the recycle', { question: after, cluster: { copies: [copy('bare/0', 'primary', 'A')] } }],
  ['passes if the node is out', { ...nodeDown, cluster: { ...nodeDown.cluster, copies: [copy('bare/0', 'primary')] } }],
]);
