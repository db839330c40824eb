import { gapIn } from '../kind/gap.ts';
import { defineKind } from '../kind/kind.ts';
import { isServing, isSlotMaster, peerAt } from './cluster.ts';
import { measures } from './measures.ts';
import { type RedisOptions, options } from './options.ts';
import { prepare } from './prepare.ts';
import { read } from './read.ts';
import { rules } from './rules/index.ts';
import type { RedisSnapshot } from './snapshot.ts';

/** A Redis or Valkey Cluster. A master with slots counts as a leader, so replicas are recycled before masters. */
export const redis = defineKind<RedisOptions, RedisSnapshot>({
  name: 'redis',
  options,
  rules,
  read,
  measures,
  standing(snapshot, address) {
    const peer = peerAt(snapshot, address);
    if (peer === undefined || !isServing(snapshot, address)) {
      return { isServing: false, role: 'unknown', gap: gapIn(snapshot.views.get(address)) };
    }
    return { isServing: true, role: isSlotMaster(peer) ? 'leader' : 'follower', isEligible: peer.role === 'replica' };
  },
  prepare,
});
