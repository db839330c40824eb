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
  ['passes without settings', {}],
  ['passes if allocation is enabled', enable('all')],
  [
    'fails with primaries, because copies return as replicas',
    enable('primaries'),
    [
      'lasting',
      `Copies on ${a} cannot return to it after the recycle: index.routing.allocation.enable is primaries (docs/0)`,
    ],
  ],
  ['passes with primaries if the index has no replicas', enable('primaries', only)],
  [
    'fails with new_primaries even without replicas',
    enable('new_primaries', only),
    ['lasting', 'enable is new_primaries'],
  ],
  ['fails with none', enable('none', only), ['lasting', 'enable is none (docs/0)']],
  ['passes after the recycle', { ...enable('none'), question: after }],
  [
    'passes if the node is out',
    { ...nodeDown, cluster: { ...nodeDown.cluster, ...enable('none').cluster, copies: [] } },
  ],
  [
    'fails with none for a hidden index',
    {
      cluster: {
        copies: [copy(`${hidden}/0`, 'primary', 'B'), copy(`${hidden}/0`, 'replica', 'A')],
        allocation: new Map([[hidden, new Map([['enable', 'none']])]]),
      },
    },
    ['lasting', `(${hidden}/0)`],
  ],
  ['fails with a filter', unwanted(['filter']), ['lasting', 'allocation filters forbid it (docs/0)']],
  ['fails with awareness', unwanted(['awareness']), ['lasting', 'allocation awareness forbids it (docs/0)']],
  ['fails with a limit', unwanted(['shards_limit']), ['lasting', 'total_shards_per_node is reached (docs/0)']],
  ['passes with a filter if the copy is about to move', unwanted(['filter'], { isMoving: true })],
  ['leaves a full disk to disk-watermark', unwanted(['disk_threshold'])],
]);
