import { addressOf, isServing, isSlotMaster, peerAt, replicasOf } from '../cluster.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

export const masterMajority: RedisRule = {
  id: 'S6',
  code: 'master-majority',
  requires:
    'Before the recycle: without the node, more than half of all masters with slots are serving. A replica that takes over first counts. It is a warning if all other masters are serving and there are just too few of them.',
  why: 'Without a majority of the masters, no replica can be elected when a master fails.',
  onFailure: 'Start the masters that are down, or wait until a replica has taken over their slots.',
  source: `Redis Cluster specification, replica election: ${clusterSpec}`,
  judge(snapshot, question) {
    const { phase, node } = question;
    const own = peerAt(snapshot, node);
    const masters = snapshot.peers.filter(isSlotMaster);
    if (masters.length === 0) return [];
    const others = masters.filter(({ id }) => phase === 'after' || id !== own?.id);
    // The replica that takes over before the recycle keeps serving.
    const isReplaced =
      others.length < masters.length && replicasOf(snapshot, own?.id).length > 0 && isServing(snapshot, node);
    const serving = others.filter(({ id }) => isServing(snapshot, addressOf(snapshot, id) ?? '')).length;
    const needed = Math.floor(masters.length / 2) + 1;
    const remaining = serving + (isReplaced ? 1 : 0);
    if (remaining >= needed) return [];
    const without = phase === 'before' ? `Without ${node}, ` : '';
    const message = `${without}${remaining} of ${masters.length} masters are serving; ${needed} are needed to elect a replacement for a failed master`;
    // If all other masters are serving, the cluster is too small, and replica-elsewhere reports the effect on clients.
    const severity = serving === others.length ? ('warn' as const) : ('block' as const);
    return [
      {
        subject: 'cluster',
        message,
        severity,
        hint: 'Start the masters that are down. A cluster of three or more masters tolerates the loss of one.',
      },
    ];
  },
};
