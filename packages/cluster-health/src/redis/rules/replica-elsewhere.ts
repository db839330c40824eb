import { describeSilence, isOut, mayServeSlots, silenceHint } from '../absence.ts';
import { describePeer, inSyncReplicasOf, isSlotMaster, peerAt, replicasOf } from '../cluster.ts';
import { type RedisRule, scalingGuide } from './rule.ts';

export const replicaElsewhere: RedisRule = {
  id: 'S5',
  code: 'replica-elsewhere',
  requires: 'A master of slots that leaves has a replica that is in sync, to take over.',
  source: `${scalingGuide} (upgrading nodes in a Redis Cluster)`,
  isOverridable: true,
  judge(snapshot, { phase, node }) {
    const peer = peerAt(snapshot, node);
    if (phase === 'after' || peer === undefined || !isSlotMaster(peer)) return [];
    const replicas = replicasOf(snapshot, peer.id);
    if (replicas.length === 0) {
      const message = `${node} is the master of ${peer.slots} slots, and has no replica: while it is away, nobody serves them`;
      const hint = "Add one: redis-cli --cluster add-node; or accept it: --override 'replica-elsewhere=why'.";
      return [{ subject: node, message, hint, isLasting: true, isOutage: true }];
    }
    if (mayServeSlots(snapshot, node)) {
      return [{ subject: node, message: describeSilence(snapshot, node), hint: silenceHint(node) }];
    }
    if (isOut(snapshot, node) || inSyncReplicasOf(snapshot, peer.id).length > 0) return [];
    const names = replicas.map((replica) => describePeer(snapshot, replica)).join(', ');
    const message = `No replica of ${node} is in sync to take over its ${peer.slots} slots: ${names}`;
    return [{ subject: node, message, hint: 'Replicas that are not listed are not asked: list them in nodes.' }];
  },
};
