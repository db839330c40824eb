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
    ['half an hour for each that is due', {}, {}, 1.5 * hour],
    ['the timeout for each that is due', {}, { timeoutMs: hour }, 3 * hour],
    ['at least what is asked for', {}, { timeoutMs: 1, leastHorizonMs: planHorizonMs }, 2 * hour],
    ['nothing when nothing is due', done(), { leastHorizonMs: planHorizonMs }, 0],
    ['each that is due by launch time', { ...done(), since: Date.parse('2026-01-01') }, {}, hour],
    [
      'one of which it cannot be told',
      { members: [{ group: groupOf(), instances: [instanceOf({ imageId: null })], rolls: [] }] },
      {},
      hour / 2,
    ],
    [
      'those of other groups, by the image of their own group',
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
