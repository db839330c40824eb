import { isGap } from '../../kind/gap.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import { addressOf, peerAt, viewOf } from '../cluster.ts';
import { replicationGuide, type RedisRule } from './rule.ts';

export const minReplicas: RedisRule = {
  id: 'S7',
  code: 'min-replicas',
  requires:
    'Before the recycle: without the node, the master of its slots keeps at least `min-replicas-to-write` replicas. It is a warning if that setting cannot be read.',
  why: 'With fewer replicas, the master rejects writes.',
  onFailure:
    'Add a replica, or lower `min-replicas-to-write` for the duration of the roll. The problem is reported at once.',
  override: 'Accept it if clients can wait with writes to these slots while the node is recycled.',
  source: `Redis, replication: ${replicationGuide}`,
  isOverridable: true,
  judge(snapshot, { phase, node }) {
    const own = peerAt(snapshot, node);
    if (phase === 'after' || own === undefined || (own.role === 'master' && own.slots === 0)) return [];
    const masterId = own.masterId ?? own.id;
    const others = snapshot.peers.filter(
      ({ id, masterId: of }) => id !== own.id && (id === masterId || of === masterId),
    );
    const wanted = others.map(({ id }) => viewOf(snapshot, addressOf(snapshot, id) ?? '')?.minReplicasToWrite);
    const gap = wanted.find((value) => typeof value === 'object');
    const most = Math.max(0, ...wanted.filter((value) => typeof value === 'number'));
    const remaining = Math.max(0, others.length - 1);
    if (others.length > 0 && remaining < most) {
      const message = `Without ${node}, its slots have ${remaining} replicas, but min-replicas-to-write requires ${most}: writes to them are rejected`;
      const hint = `Add a replica, or lower the setting during the roll: CONFIG SET min-replicas-to-write ${remaining}. ${overrideHint('min-replicas', 'these writes are rejected meanwhile')}`;
      return [{ subject: node, message, hint, isLasting: true }];
    }
    if (gap === undefined || !isGap(gap)) return [];
    const message = `Cannot determine whether min-replicas-to-write allows writes without ${node}: ${gap.why}`;
    return [{ subject: node, message, hint: gap.hint, severity: 'warn' }];
  },
};
