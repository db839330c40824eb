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
  ['nothing is set', {}, []],
  ['an index excludes nodes', ofIndex('exclude._name', 'node-a'), ['docs/0']],
  ['an index requires an attribute', ofIndex('require.zone', 'x'), ['docs/0']],
  ['a filter was emptied', ofIndex('exclude._name', ''), []],
  ['an index has a tier, as every one of Elasticsearch has', ofIndex('include._tier_preference', 'data_content'), []],
  ['an index limits copies on a node', ofIndex('total_shards_per_node', '1'), ['docs/0']],
  ['an index has no limit', ofIndex('total_shards_per_node', '-1'), []],
  ['only allocation as such is turned off', ofIndex('enable', 'none'), []],
  ['the cluster excludes nodes', settings({ transient: { [`${routing}.exclude._ip`]: '10.0.0.1' } }), ['docs/0']],
  [
    'the cluster limits copies on a node',
    settings({ persistent: { [`${routing}.total_shards_per_node`]: '1' } }),
    ['docs/0'],
  ],
  ['copies are spread over zones', { ...aware('zone'), members: zoned('x', 'y', 'y') }, []],
  ['copies are in one of two zones', { ...aware('zone'), members: zoned('x', 'x', 'y') }, ['docs/0']],
  ['nodes do not tell their zone', { ...aware('zone') }, []],
  [
    'a zone is forced that no node has',
    { ...aware('zone', { [`${routing}.awareness.force.zone.values`]: 'x,y' }), members: zoned('x', 'x', 'x') },
    ['docs/0'],
  ],
])('%s', (_, change, suspects) => {
  const found = suspectCopies({ ...cluster, ...change }, 'A').map(({ index, shard }) => `${index}/${shard}`);
  expect(found).toEqual(suspects);
});

it('takes one copy of an index for all of them on the node', () => {
  const copies = ['docs/0', 'docs/1', 'logs/0'].map((name) => copy(name, 'primary', 'A'));
  const allocation = new Map(['docs', 'logs'].map((index) => [index, new Map([['exclude._name', 'n1']])]));
  expect(suspectCopies({ ...cluster, copies, allocation }, 'A')).toEqual([copies[0], copies[2]]);
});
