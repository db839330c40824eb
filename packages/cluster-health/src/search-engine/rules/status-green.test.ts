import { describeRule } from './test-support/describe-rule.ts';
import {
  a,
  b,
  c,
  silence,
  view,
  copy,
  cluster,
  explained,
  members,
  nodeDown,
  refusedEverywhere,
  after,
  yellow,
  red,
  single,
  replicaMissing,
  unplaced,
  type SearchSceneChange,
} from '../test-support/three-nodes.ts';
import { statusGreen } from './status-green.ts';

/** No copy moves away from C, which has the new version. */
const refusedByVersion = explained({
  'node-a': ['node_version'],
  'node-b': ['node_version'],
  'node-c': ['same_shard'],
});

/** An index with one copy more than there are nodes. */
const tooMany: SearchSceneChange['cluster'] = {
  health: yellow,
  copies: [...cluster.copies, copy('docs/0', 'replica', 'C'), copy('docs/0', 'replica')],
  unassigned: new Map([['docs/0', refusedEverywhere('same_shard')]]),
};
const because = (...deciders: string[]): SearchSceneChange => ({
  cluster: {
    health: yellow,
    copies: replicaMissing,
    unassigned: new Map([['docs/1', refusedEverywhere(...deciders)]]),
  },
});

const upgrading = (own: string, others: string): SearchSceneChange => ({
  views: { [a]: view('A', { version: own }), [b]: view('B', { version: others }), [c]: view('C', { version: others }) },
  cluster: { health: yellow, copies: replicaMissing, unassigned: new Map([['docs/1', refusedByVersion]]) },
});

describeRule(statusGreen, [
  ['passes if the status is green', {}],
  [
    'fails if the status is yellow',
    { cluster: { health: yellow, copies: replicaMissing } },
    ['block', 'The status is yellow, unassigned copies: 1 (docs/1)'],
  ],
  ['fails if the status is red', { cluster: { health: red } }, ['block', 'The status is red']],
  [
    'warns about yellow if the node is out',
    nodeDown,
    ['warn', `unassigned copies: 1 (docs/0): ${a} is out of the cluster`],
  ],
  [
    'warns about red if the node is out',
    { ...nodeDown, cluster: { ...nodeDown.cluster, health: red } },
    ['warn', 'The status is red'],
  ],
  [
    'fails if the status is yellow after the recycle',
    { ...nodeDown, question: after },
    ['block', 'The status is yellow'],
  ],
  [
    'fails if the node hangs and is still a member',
    { views: { [a]: silence }, cluster: { health: yellow, copies: replicaMissing } },
    ['block', 'The status is yellow'],
  ],
  [
    'fails if the node may be an unlisted member',
    { ...unplaced, cluster: { ...unplaced.cluster, health: yellow, copies: replicaMissing } },
    ['block', 'The status is yellow'],
  ],
  [
    'fails for red if the node may be an unlisted member',
    { ...unplaced, cluster: { ...unplaced.cluster, health: red } },
    ['block', 'The status is red'],
  ],
  [
    'warns if the node responds outside the cluster',
    {
      ...unplaced,
      views: { [a]: view('X', { manager: undefined, members: [] }) },
      cluster: { ...unplaced.cluster, health: yellow, copies: replicaMissing },
    },
    ['warn', `${a} is out of the cluster`],
  ],
  [
    'warns about yellow if the node holds no copy',
    { cluster: { health: yellow, copies: [copy('docs/0', 'primary', 'B'), copy('docs/0', 'replica')] } },
    ['warn', `${a} holds no copy of any shard`],
  ],
  [
    'fails for red if the node holds no copy',
    { cluster: { health: red, copies: [copy('docs/0', 'primary')] } },
    ['block', 'The status is red'],
  ],
  [
    'warns during an upgrade that has not reached the node',
    upgrading('2.9.4', '2.19.6'),
    ['warn', 'turns green only when all nodes have the new version'],
  ],
  [
    'fails during an upgrade that has reached the node',
    upgrading('2.19.6', '2.9.4'),
    ['block', 'The status is yellow'],
  ],
  [
    'warns after the recycle during an upgrade',
    { ...upgrading('2.19.6', '2.9.4'), question: after },
    ['warn', 'turns green only when'],
  ],
  [
    'fails if the upgrade has reached all nodes',
    { ...upgrading('2.19.6', '2.19.6'), question: after },
    ['block', 'The status is yellow'],
  ],
  [
    'fails during an upgrade for another reason',
    { ...upgrading('2.9.4', '2.19.6'), cluster: { health: yellow, copies: replicaMissing } },
    ['block', 'The status is yellow'],
  ],
  [
    'reports more copies than nodes as lasting',
    { cluster: tooMany },
    ['lasting', 'unassigned copies: 1 (docs/0), and no node can take them: each node already has a copy'],
  ],
  [
    'reports more copies than nodes as lasting after the recycle',
    { cluster: tooMany, question: after },
    ['lasting', 'each node already has a copy'],
  ],
  [
    'waits with more copies than nodes while a node is down',
    { cluster: { ...tooMany, members: members('A', 'B') } },
    ['block', 'unassigned copies: 1 (docs/0)'],
  ],
  [
    'fails for red with more copies than nodes',
    { cluster: { ...tooMany, health: red } },
    ['block', 'The status is red'],
  ],
  [
    'reports the index setting as lasting',
    because('enable'),
    ['lasting', 'index.routing.allocation.enable forbids it'],
  ],
  ['reports filters as lasting', because('same_shard', 'filter'), ['lasting', 'allocation filters forbid it']],
  ['reports awareness as lasting', because('awareness'), ['lasting', 'allocation awareness forbids it']],
  [
    'reports a limit as lasting',
    because('shards_limit', 'throttling'),
    ['lasting', 'total_shards_per_node is reached'],
  ],
  ['reports a data tier as lasting', because('data_tier'), ['lasting', 'no node of its data tier can take it']],
  [
    'reports used retries as lasting',
    because('max_retry'),
    ['lasting', 'its allocation failed too often and is not retried'],
  ],
  ['waits for full disks', because('disk_threshold'), ['block', 'The status is yellow']],
  ['waits for a restore from a snapshot', because('restore_in_progress'), ['block', 'The status is yellow']],
  [
    'waits if one of the nodes can take the copy',
    {
      cluster: {
        health: yellow,
        copies: replicaMissing,
        unassigned: new Map([['docs/1', explained({ 'node-a': ['filter'], 'node-b': ['same_shard'], 'node-c': [] })]]),
      },
    },
    ['block', 'The status is yellow'],
  ],
  [
    'waits if one of two copies can be allocated',
    {
      cluster: {
        health: yellow,
        copies: [...replicaMissing, copy('docs/2', 'replica')],
        unassigned: new Map([
          ['docs/1', refusedEverywhere('same_shard')],
          ['docs/2', refusedEverywhere('replica_after_primary_active')],
        ]),
      },
    },
    ['block', 'unassigned copies: 2 (docs/1, docs/2)'],
  ],
  ['warns about a single node with replicas', single, ['warn', 'a single node cannot have replicas']],
  [
    'fails for a red single node',
    { ...single, cluster: { ...single.cluster, health: red } },
    ['block', 'The status is red'],
  ],
  [
    'fails for a yellow single node without a primary',
    {
      ...single,
      cluster: { ...single.cluster, copies: [copy('docs/0', 'primary')] },
      question: { ...single.question, ...after },
    },
    ['block', 'The status is yellow'],
  ],
]);
