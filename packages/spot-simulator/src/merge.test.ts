import { describe, expect, it } from '@jest/globals';
import { merge, withoutReadOnly } from './merge.ts';

describe('merge', () => {
  const group = { name: 'a', strategy: { risk: 100, persistence: { root: true } }, tags: [1, 2], scaling: {} };

  it.each([
    [
      'objects merge, and siblings stay',
      { strategy: { risk: 50 } },
      { ...group, strategy: { ...group.strategy, risk: 50 } },
    ],
    ['null deletes', { strategy: { persistence: null } }, { ...group, strategy: { risk: 100 } }],
    ['null for a missing key changes nothing', { other: null }, group],
    ['an empty object changes nothing', { strategy: { persistence: {} }, scaling: {} }, group],
    ['nested empty objects create no keys', { compute: { launchSpecification: {} }, scheduling: {} }, group],
    ['arrays replace', { tags: [3] }, { ...group, tags: [3] }],
    ['an object replaces a scalar', { name: { first: 'b' } }, { ...group, name: { first: 'b' } }],
  ])('%s', (_, patch, expected) => expect(merge(group, patch)).toEqual(expected));

  it('does not change its arguments', () => {
    const patch = { strategy: { risk: 1 } };
    merge(group, patch);
    expect({ group: group.strategy.risk, patch }).toEqual({ group: 100, patch: { strategy: { risk: 1 } } });
  });
});

describe('withoutReadOnly', () => {
  it('drops only read-only fields', () =>
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
