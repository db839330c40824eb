import { describe, expect, it } from '@jest/globals';
import { judge } from '../judging/judgement.ts';
import type { Gap } from '../kind/gap.ts';
import { etcd } from './index.ts';
import { idOf, type ViewFields, view, down, leaderless, snapshotOf, complete, ask } from './test-support/snapshots.ts';

describe('standing', () => {
  it.each<[string, ViewFields | Gap, object]>([
    ['the leader', view({ leader: idOf('a') }), { isServing: true, role: 'leader' }],
    ['a follower is eligible', view(), { isServing: true, role: 'follower', isEligible: true }],
    ['a learner is not eligible', view({ isLearner: true }), { isServing: true, role: 'follower', isEligible: false }],
    ['a member that is down', down, { isServing: false, role: 'unknown' }],
    ['a member without a leader', leaderless, { isServing: false, role: 'unknown' }],
  ])('%s', (_, a, standing) => expect(etcd.standing(snapshotOf({ ...complete, a }), 'a')).toMatchObject(standing));

  it('recycles a member that is down first and the leader last', () => {
    const nodes = { c: view(), a: view(), b: down };
    const question = ask(nodes, { due: ['c', 'a', 'b'] });
    expect(judge(etcd, snapshotOf(nodes), question, new Map()).yieldTo).toEqual(['b', 'a']);
  });
});
