import { describeRule } from './test-support/describe-rule.ts';
import {
  a,
  b,
  c,
  silence,
  view,
  copy,
  nodeDown,
  after,
  yellow,
  red,
  single,
  replicaMissing,
  unplaced,
  type SearchSceneChange,
} from '../test-support/three-nodes.ts';
import { statusGreen } from './status-green.ts';

const amidUpgrade = (own: string, others: string): SearchSceneChange => ({
  views: { [a]: view('A', { version: own }), [b]: view('B', { version: others }), [c]: view('C', { version: others }) },
  cluster: { health: yellow, copies: replicaMissing, blockedByVersion: new Set(['docs/1']) },
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
