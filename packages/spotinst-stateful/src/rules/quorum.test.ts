import { describe, expect, it } from '@jest/globals';
import { judgeGroup } from './findings.ts';
import { groupOf, instanceOf, snapshotOf } from '../fixtures.ts';
import type { GroupRead } from './rule.ts';

const read = (id: string, count: number): GroupRead => ({
  group: groupOf({ id }),
  instances: Array.from({ length: count }, (_, index) => instanceOf({ id: `ssi-${id}-${index}` })),
  rolls: [],
});
const messages = (...members: GroupRead[]) => judgeGroup(snapshotOf({ members })).map(({ message }) => message);

describe('the majority during a recycle', () => {
  it.each([
    ['no instances', [read('sig-1', 0)]],
    ['three', [read('sig-1', 3)]],
    ['three over three groups', [read('sig-1', 1), read('sig-2', 1), read('sig-3', 1)]],
  ])('exists with %s', (_, members) => expect(messages(...members)).toEqual([]));

  it.each([
    [1, 'zk has 1 instance: during a recycle only 0 of 1 is left, which is not a majority'],
    [2, 'zk has 2 instances: during a recycle only 1 of 2 is left, which is not a majority'],
  ])('is missing with %d', (count, message) => expect(messages(read('sig-1', count))).toEqual([message]));
});
