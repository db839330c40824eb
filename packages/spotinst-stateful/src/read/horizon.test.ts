import { describe, expect, it } from '@jest/globals';
import { groupOf, instanceOf, recycledOf, snapshotOf } from '../fixtures.ts';
import { horizonOf, planHorizonMs } from './horizon.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';

const hour = 60 * 60_000;
const done = (group = groupOf()): Partial<ClusterSnapshot> => ({
  members: [{ group, instances: [recycledOf(), recycledOf({ id: 'ssi-2' })], rolls: [] }],
});
const other = groupOf({ id: 'sig-2', imageId: 'ami-other' });

describe('horizonOf', () => {
  it.each<[string, Partial<ClusterSnapshot>, object, number]>([
    ['30 minutes for each due instance', {}, {}, 1.5 * hour],
    ['the timeout for each due instance', {}, { timeoutMs: hour }, 3 * hour],
    ['at least the given minimum', {}, { timeoutMs: 1, leastHorizonMs: planHorizonMs }, 2 * hour],
    ['0 when nothing is due', done(), { leastHorizonMs: planHorizonMs }, 0],
    ['counted for instances due by launch time', { ...done(), since: Date.parse('2026-01-01') }, {}, hour],
    [
      'counted for an instance of unknown image',
      { members: [{ group: groupOf(), instances: [instanceOf({ imageId: null })], rolls: [] }] },
      {},
      hour / 2,
    ],
    [
      'counted for other groups, by their own image',
      {
        members: [
          { group: groupOf(), instances: [recycledOf()], rolls: [] },
          {
            group: other,
            instances: [recycledOf({ id: 'ssi-8' }), recycledOf({ id: 'ssi-9', imageId: 'ami-other' })],
            rolls: [],
          },
        ],
      },
      {},
      hour / 2,
    ],
  ])('is %s', (_, fields, options, expected) => expect(horizonOf(snapshotOf(fields), options)).toBe(expected));
});
