import { isGap } from '../../kind/gap.ts';
import { addressOf, peerAt, viewOf } from '../cluster.ts';
import { replicationGuide, type RedisRule } from './rule.ts';

export const minReplicas: RedisRule = {
  id: 'S7',
  code: 'min-replicas',
  requires: 'Without the node, the master of its slots keeps as many replicas as min-replicas-to-write wants.',
  source: `${replicationGuide} (allow writes only with N attached replicas)`,
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
      const message = `Without ${node}, its slots have ${remaining} replicas; min-replicas-to-write wants ${most}, so nothing can be written to them`;
      const hint =
        "Add a replica, or lower it while the cluster is rolled: CONFIG SET min-replicas-to-write; or accept it: --override 'min-replicas=why'.";
      return [{ subject: node, message, hint, isLasting: true }];
    }
    if (gap === undefined || !isGap(gap)) return [];
    const message = `Whether min-replicas-to-write lets clients write without ${node} cannot be told: ${gap.why}`;
    return [{ subject: node, message, hint: gap.hint, severity: 'warn' }];
  },
};
