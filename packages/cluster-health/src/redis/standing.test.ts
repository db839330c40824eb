import { describe, expect, it } from '@jest/globals';
import { judge } from '../judging/judgement.ts';
import { questionOf } from '../test-support/questions.ts';
import { redis } from './index.ts';
import type { RedisSnapshot } from './snapshot.ts';
import { layout, down, snapshotOf, failedOver } from './test-support/snapshots.ts';

describe('standing', () => {
  it.each<[string, string, RedisSnapshot, object]>([
    ['a master with slots', 'a', snapshotOf(), { isServing: true, role: 'leader' }],
    ['a replica', 'd', snapshotOf(), { isServing: true, role: 'follower', isEligible: true }],
    [
      'a master without slots',
      'a',
      snapshotOf({}, failedOver()),
      { isServing: true, role: 'follower', isEligible: false },
    ],
    ['a replica without a link', 'd', snapshotOf({ d: { isLinked: false } }), { isServing: false, role: 'unknown' }],
    ['a node that is down', 'a', snapshotOf({ a: down }), { isServing: false, role: 'unknown' }],
    [
      'a node that lost its nodes.conf',
      'a',
      snapshotOf({ a: { id: 'new' } }, failedOver({ hosts: [] })),
      { isServing: false, role: 'unknown' },
    ],
  ])('%s', (_, address, snapshot, standing) => expect(redis.standing(snapshot, address)).toMatchObject(standing));

  it('recycles a node that is down first, then replicas, then masters', () => {
    const question = questionOf({ node: 'b', nodes: Object.keys(layout), due: ['a', 'b', 'd', 'e', 'f'] });
    expect(judge(redis, snapshotOf({ f: down }), question, new Map()).yieldTo).toEqual(['f', 'd', 'e']);
  });
});
