import { addressOf, isServing, isSlotMaster, peerAt, replicasOf } from '../cluster.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

export const masterMajority: RedisRule = {
  id: 'S6',
  code: 'master-majority',
  requires:
    'Without the node, more than half of the masters of slots serve: fewer cannot elect another in place of one.',
  source: `${clusterSpec} (replica election)`,
  judge(snapshot, question) {
    const { phase, node } = question;
    const own = peerAt(snapshot, node);
    const masters = snapshot.peers.filter(isSlotMaster);
    if (masters.length === 0) return [];
    const others = masters.filter(({ id }) => phase === 'after' || id !== own?.id);
    // A replica that takes over first stays, and serves.
    const isReplaced =
      others.length < masters.length && replicasOf(snapshot, own?.id).length > 0 && isServing(snapshot, node);
    const serving = others.filter(({ id }) => isServing(snapshot, addressOf(snapshot, id) ?? '')).length;
    const needed = Math.floor(masters.length / 2) + 1;
    const remaining = serving + (isReplaced ? 1 : 0);
    if (remaining >= needed) return [];
    const without = phase === 'before' ? `Without ${node}, ` : '';
    const message = `${without}${remaining} of ${masters.length} masters serve; ${needed} must, or none can be elected in place of one that fails`;
    // Where all others serve there are too few of them, and replica-elsewhere reports what that takes from clients.
    const severity = serving === others.length ? ('warn' as const) : ('block' as const);
    return [{ subject: 'cluster', message, severity, hint: 'Three masters and more bear the loss of one.' }];
  },
};
