import { expect, it } from '@jest/globals';
import { type AllocationFacts, suspectCopies } from './suspect-copies.ts';
import { cluster, copy, settings, stranger } from './test-support/three-nodes.ts';

const routing = 'cluster.routing.allocation';

const zoned = (...zones: string[]) =>
  ['A', 'B', 'C'].map((id, index) => ({
    ...stranger(id, `10.0.0.${index + 1}`),
    attributes: { zone: zones[index] ?? '' },
  }));

const aware = (attributes: string, more: Record<string, string> = {}) =>
  settings({ persistent: { [`${routing}.awareness.attributes`]: attributes, ...more } });

const ofIndex = (name: string, value: string): Partial<AllocationFacts> => ({
  allocation: new Map([['docs', new Map([[name, value]])]]),
});

it.each<[name: string, change: Partial<AllocationFacts>, suspects: string[]]>([
  ['finds none without settings', {}, []],
  ['finds a copy if an index excludes nodes', ofIndex('exclude._name', 'node-a'), ['docs/0']],
  ['finds a copy if an index requires an attribute', ofIndex('require.zone', 'x'), ['docs/0']],
  ['ignores an empty filter', ofIndex('exclude._name', ''), []],
  ['ignores a data tier', ofIndex('include._tier_preference', 'data_content'), []],
  ['finds a copy if an index limits copies per node', ofIndex('total_shards_per_node', '1'), ['docs/0']],
  ['ignores a disabled limit', ofIndex('total_shards_per_node', '-1'), []],
  ['ignores disabled allocation', ofIndex('enable', 'none'), []],
  [
    'finds a copy if the cluster excludes nodes',
    settings({ transient: { [`${routing}.exclude._ip`]: '10.0.0.1' } }),
    ['docs/0'],
  ],
  [
    'finds a copy if the cluster limits copies per node',
    settings({ persistent: { [`${routing}.total_shards_per_node`]: '1' } }),
    ['docs/0'],
  ],
  ['finds none if copies are spread over zones', { ...aware('zone'), members: zoned('x', 'y', 'y') }, []],
  [
    'finds a copy if all copies are in one of two zones',
    { ...aware('zone'), members: zoned('x', 'x', 'y') },
    ['docs/0'],
  ],
  ['finds none if nodes have no zone', { ...aware('zone') }, []],
  [
    'finds a copy if a forced zone has no node',
    { ...aware('zone', { [`${routing}.awareness.force.zone.values`]: 'x,y' }), members: zoned('x', 'x', 'x') },
    ['docs/0'],
  ],
])('%s', (_, change, suspects) => {
  const found = suspectCopies({ ...cluster, ...change }, 'A').map(({ index, shard }) => `${index}/${shard}`);
  expect(found).toEqual(suspects);
});

it('finds one copy per index', () => {
  const copies = ['docs/0', 'docs/1', 'logs/0'].map((name) => copy(name, 'primary', 'A'));
  const allocation = new Map(['docs', 'logs'].map((index) => [index, new Map([['exclude._name', 'n1']])]));
  expect(suspectCopies({ ...cluster, copies, allocation }, 'A')).toEqual([copies[0], copies[2]]);
});
