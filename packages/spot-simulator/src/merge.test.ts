import { describe, expect, it } from '@jest/globals';
import { merge, withoutReadOnly } from './merge.ts';

describe('merge', () => {
  const group = { name: 'a', strategy: { risk: 100, persistence: { root: true } }, tags: [1, 2], scaling: {} };

  it.each([
    [
      'objects merge and siblings survive',
      { strategy: { risk: 50 } },
      { ...group, strategy: { ...group.strategy, risk: 50 } },
    ],
    ['null deletes', { strategy: { persistence: null } }, { ...group, strategy: { risk: 100 } }],
    ['null for what is not there changes nothing', { other: null }, group],
    ['an empty object changes nothing', { strategy: { persistence: {} }, scaling: {} }, group],
    ['a skeleton of empty objects makes no new keys', { compute: { launchSpecification: {} }, scheduling: {} }, group],
    ['arrays replace', { tags: [3] }, { ...group, tags: [3] }],
    ['an object takes the place of a scalar', { name: { first: 'b' } }, { ...group, name: { first: 'b' } }],
  ])('%s', (_, patch, expected) => expect(merge(group, patch)).toEqual(expected));

  it('leaves its arguments alone', () => {
    const patch = { strategy: { risk: 1 } };
    merge(group, patch);
    expect({ group: group.strategy.risk, patch }).toEqual({ group: 100, patch: { strategy: { risk: 1 } } });
  });
});

describe('withoutReadOnly', () => {
  it('drops what the API never changes, and nothing else', () =>
    expect(
      withoutReadOnly({
        id: 'sig-2',
        createdAt: 'x',
        updatedAt: 'x',
        name: 'b',
        capacity: { unit: 'weight', target: 3 },
        compute: { product: 'Windows', subnetIds: [] },
      }),
    ).toEqual({ name: 'b', capacity: { target: 3 }, compute: { subnetIds: [] } }));
});
