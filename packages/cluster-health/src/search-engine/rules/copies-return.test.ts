import type { Explanation } from '../explanation.ts';
import {
  a,
  after,
  cluster,
  copy,
  nodeDown,
  refusedEverywhere,
  type SearchSceneChange,
} from '../test-support/three-nodes.ts';
import { copiesReturn } from './copies-return.ts';
import { describeRule } from './test-support/describe-rule.ts';

const enable = (value: string, change: Partial<typeof cluster> = {}): SearchSceneChange => ({
  cluster: { allocation: new Map([['docs', new Map([['enable', value]])]]), ...change },
});

const unwanted = (by: string[], change: Partial<Explanation> = {}): SearchSceneChange => ({
  cluster: { unwanted: new Map([['docs/0@A', { ...refusedEverywhere('same_shard'), unwantedBy: by, ...change }]]) },
});

const only = { copies: [copy('docs/0', 'primary', 'A')] };
const hidden = '.ds-logs-000001';

describeRule(copiesReturn, [
  ['nothing is set', {}],
  ['all', enable('all')],
  [
    'primaries only: they come back as replicas',
    enable('primaries'),
    [
      'lasting',
      `Copies on ${a} cannot come back to it once it has left: index.routing.allocation.enable is primaries (docs/0)`,
    ],
  ],
  ['primaries only, of an index without replicas', enable('primaries', only)],
  [
    'new primaries only, of an index without replicas',
    enable('new_primaries', only),
    ['lasting', 'enable is new_primaries'],
  ],
  ['none', enable('none', only), ['lasting', 'enable is none (docs/0)']],
  ['none, the node back', { ...enable('none'), question: after }],
  [
    'none, the node being out',
    { ...nodeDown, cluster: { ...nodeDown.cluster, ...enable('none').cluster, copies: [] } },
  ],
  [
    'none, of a hidden or closed index, which has copies like any other',
    {
      cluster: {
        copies: [copy(`${hidden}/0`, 'primary', 'B'), copy(`${hidden}/0`, 'replica', 'A')],
        allocation: new Map([[hidden, new Map([['enable', 'none']])]]),
      },
    },
    ['lasting', `(${hidden}/0)`],
  ],
  ['a filter', unwanted(['filter']), ['lasting', 'allocation filters forbid it (docs/0)']],
  ['awareness', unwanted(['awareness']), ['lasting', 'allocation awareness forbids it (docs/0)']],
  ['a limit', unwanted(['shards_limit']), ['lasting', 'total_shards_per_node is reached (docs/0)']],
  ['a filter, and the copy is about to move', unwanted(['filter'], { isMoving: true })],
  ['a disk that is full, of which another rule tells', unwanted(['disk_threshold'])],
]);
