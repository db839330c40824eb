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

describe('a majority while one is out', () => {
  it.each([
    ['no instances', [read('sig-1', 0)]],
    ['three', [read('sig-1', 3)]],
    ['three over three groups', [read('sig-1', 1), read('sig-2', 1), read('sig-3', 1)]],
  ])('is there with %s', (_, members) => expect(messages(...members)).toEqual([]));

  it.each([
    [1, 'zk has 1 instance: while one is out, 0 of 1 is no majority'],
    [2, 'zk has 2 instances: while one is out, 1 of 2 is no majority'],
  ])('is missing with %d', (count, message) => expect(messages(read('sig-1', count))).toEqual([message]));
});
