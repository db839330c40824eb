import { overrideHint } from '../../kind/override-hint.ts';
import { describeUnresponsive, isOut, mayServeSlots, unresponsiveHint } from '../absence.ts';
import { describePeer, inSyncReplicasOf, isSlotMaster, peerAt, replicasOf } from '../cluster.ts';
import { type RedisRule, scalingGuide } from './rule.ts';

export const replicaElsewhere: RedisRule = {
  id: 'S5',
  code: 'replica-elsewhere',
  requires:
    'Before the recycle: a master with slots has a replica that is listed, linked and in sync. A master that does not respond has to wait until most other nodes flag it as failing.',
  why: 'Without such a replica, the slots of the master are unavailable while it is recycled.',
  onFailure:
    'Add a replica with `redis-cli --cluster add-node`, or wait until an existing replica is in sync. A master without any replica is reported at once.',
  override:
    'Only for a master without any replica. Accept it if clients can do without its slots while it is recycled.',
  source: `Redis, upgrading nodes in a Redis Cluster: ${scalingGuide}`,
  isOverridable: true,
  judge(snapshot, { phase, node }) {
    const peer = peerAt(snapshot, node);
    if (phase === 'after' || peer === undefined || !isSlotMaster(peer)) return [];
    const replicas = replicasOf(snapshot, peer.id);
    if (replicas.length === 0) {
      const message = `${node} is the master of ${peer.slots} slots and has no replica: they are unavailable while it is recycled`;
      const hint = `Add a replica: redis-cli --cluster add-node. ${overrideHint('replica-elsewhere', 'these slots are unavailable meanwhile')}`;
      return [{ subject: node, message, hint, isLasting: true, isOutage: true }];
    }
    if (mayServeSlots(snapshot, node)) {
      return [{ subject: node, message: describeUnresponsive(snapshot, node), hint: unresponsiveHint(node) }];
    }
    if (isOut(snapshot, node) || inSyncReplicasOf(snapshot, peer.id).length > 0) return [];
    const names = replicas.map((replica) => describePeer(snapshot, replica)).join(', ');
    const message = `No replica of ${node} is in sync, so none can take over its ${peer.slots} slots (replicas: ${names})`;
    return [
      {
        subject: node,
        message,
        hint: 'Wait until a replica is in sync. List all replicas in --nodes (esg_recycle_nodes), because an unlisted replica does not count.',
      },
    ];
  },
};
