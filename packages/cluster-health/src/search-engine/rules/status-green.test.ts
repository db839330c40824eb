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

/** No copy goes back from C, which has the new version. */
const refusedByVersion = explained({
  'node-a': ['node_version'],
  'node-b': ['node_version'],
  'node-c': ['same_shard'],
});

/** An index that asks for one copy more than there are nodes. */
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

const amidUpgrade = (own: string, others: string): SearchSceneChange => ({
  views: { [a]: view('A', { version: own }), [b]: view('B', { version: others }), [c]: view('C', { version: others }) },
  cluster: { health: yellow, copies: replicaMissing, unassigned: new Map([['docs/1', refusedByVersion]]) },
});

describeRule(statusGreen, [
  ['green', {}],
  [
    'yellow',
    { cluster: { health: yellow, copies: replicaMissing } },
    ['block', 'The status is yellow, unassigned copies: 1 (docs/1)'],
  ],
  ['red', { cluster: { health: red } }, ['block', 'The status is red']],
  ['yellow while the node is out', nodeDown, ['warn', `unassigned copies: 1 (docs/0): ${a} is out of the cluster`]],
  [
    'red while the node is out',
    { ...nodeDown, cluster: { ...nodeDown.cluster, health: red } },
    ['warn', 'The status is red'],
  ],
  ['yellow, the node back', { ...nodeDown, question: after }, ['block', 'The status is yellow']],
  [
    'yellow while the node hangs and still counts',
    { views: { [a]: silence }, cluster: { health: yellow, copies: replicaMissing } },
    ['block', 'The status is yellow'],
  ],
  [
    'yellow while the node may be a member that is not listed',
    { ...unplaced, cluster: { ...unplaced.cluster, health: yellow, copies: replicaMissing } },
    ['block', 'The status is yellow'],
  ],
  [
    'red while the node may be such a member',
    { ...unplaced, cluster: { ...unplaced.cluster, health: red } },
    ['block', 'The status is red'],
  ],
  [
    'yellow while the node, which answers, is out, and a member is not listed',
    {
      ...unplaced,
      views: { [a]: view('X', { manager: undefined, members: [] }) },
      cluster: { ...unplaced.cluster, health: yellow, copies: replicaMissing },
    },
    ['warn', `${a} is out of the cluster`],
  ],
  [
    'yellow, the node holding nothing',
    { cluster: { health: yellow, copies: [copy('docs/0', 'primary', 'B'), copy('docs/0', 'replica')] } },
    ['warn', `${a} holds no copy of any shard`],
  ],
  [
    'red, the node holding nothing',
    { cluster: { health: red, copies: [copy('docs/0', 'primary')] } },
    ['block', 'The status is red'],
  ],
  [
    'yellow of an upgrade that has yet to reach the node',
    amidUpgrade('2.9.4', '2.19.6'),
    ['warn', 'green only when all nodes have the new version'],
  ],
  ['yellow of an upgrade that has reached the node', amidUpgrade('2.19.6', '2.9.4'), ['block', 'The status is yellow']],
  [
    'yellow of an upgrade that has yet to reach the others, the node back',
    { ...amidUpgrade('2.19.6', '2.9.4'), question: after },
    ['warn', 'green only when'],
  ],
  [
    'yellow when the upgrade has reached all',
    { ...amidUpgrade('2.19.6', '2.19.6'), question: after },
    ['block', 'The status is yellow'],
  ],
  [
    'yellow amid an upgrade, for another reason',
    { ...amidUpgrade('2.9.4', '2.19.6'), cluster: { health: yellow, copies: replicaMissing } },
    ['block', 'The status is yellow'],
  ],
  [
    'more copies than nodes',
    { cluster: tooMany },
    ['lasting', 'unassigned copies: 1 (docs/0), and no node can take them: each node has a copy already'],
  ],
  ['more copies than nodes, the node back', { cluster: tooMany, question: after }, ['lasting', 'each node has a copy']],
  [
    'more copies than nodes, while another one is down',
    { cluster: { ...tooMany, members: members('A', 'B') } },
    ['block', 'unassigned copies: 1 (docs/0)'],
  ],
  ['red for good', { cluster: { ...tooMany, health: red } }, ['block', 'The status is red']],
  ['kept away by its index', because('enable'), ['lasting', 'index.routing.allocation.enable forbids it']],
  ['kept away by filters', because('same_shard', 'filter'), ['lasting', 'allocation filters forbid it']],
  ['kept away by awareness', because('awareness'), ['lasting', 'allocation awareness forbids it']],
  ['kept away by a limit', because('shards_limit', 'throttling'), ['lasting', 'total_shards_per_node is reached']],
  ['kept away by its tier', because('data_tier'), ['lasting', 'no node of its data tier is free']],
  ['failed too often', because('max_retry'), ['lasting', 'it failed too often to be tried again']],
  ['kept away by disks that are full', because('disk_threshold'), ['block', 'The status is yellow']],
  ['about to be restored', because('restore_in_progress'), ['block', 'The status is yellow']],
  [
    'yellow, and one of the nodes may take the copy',
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
    'one copy that has no place, and one that has',
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
  ['a single node with replicas', single, ['warn', 'a single node has no place for replicas']],
  ['a single red node', { ...single, cluster: { ...single.cluster, health: red } }, ['block', 'The status is red']],
  [
    'a single yellow node that lacks a primary',
    {
      ...single,
      cluster: { ...single.cluster, copies: [copy('docs/0', 'primary')] },
      question: { ...single.question, ...after },
    },
    ['block', 'The status is yellow'],
  ],
]);
