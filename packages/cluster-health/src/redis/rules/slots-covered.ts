import { allSlots, isSlotMaster, viewsThatMatter } from '../cluster.ts';
import type { RedisPeer } from '../snapshot.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

/** Who serves what, of those that count. */
const layoutOf = (peers: readonly RedisPeer[]): string =>
  peers
    .filter(isSlotMaster)
    .map(({ id, ranges }) => `${id} ${ranges.join()}`)
    .toSorted()
    .join('; ');

const fix =
  'redis-cli --cluster check ADDRESS:PORT shows which; redis-cli --cluster fix ADDRESS:PORT heals slots that nobody has.';

export const slotsCovered: RedisRule = {
  id: 'S3',
  code: 'slots-covered',
  requires: 'All 16384 slots are served, every node says that the cluster is ok, and all agree on who serves which.',
  source: `${clusterSpec} (cluster_state)`,
  judge(snapshot, question) {
    const leaving = question.phase === 'before' ? snapshot.ids.get(question.node) : undefined;
    const views = viewsThatMatter(snapshot, question);
    const found = views.flatMap(([address, { isOk, peers }]) => {
      const covered = peers.filter(({ id, failing }) => failing === undefined || id === leaving);
      const slots = covered.reduce((sum, peer) => sum + peer.slots, 0);
      const isGoneWithNode = peers.some(({ id, failing, slots: own }) => id === leaving && failing && own > 0);
      if (slots < allSlots) {
        return [{ subject: address, message: `${address} sees ${slots} of ${allSlots} slots served`, hint: fix }];
      }
      if (isOk || isGoneWithNode) return [];
      const hint = 'It may have lost sight of most masters: CLUSTER INFO and its log tell more.';
      return [{ subject: address, message: `${address} says that the cluster fails (cluster_state)`, hint }];
    });
    const layouts = new Map(views.map(([address, { peers }]) => [layoutOf(peers), address]));
    if (found.length > 0 || layouts.size <= 1) return found;
    const message = `The nodes do not agree on who serves which slots: ${[...layouts.values()].join(', ')}`;
    return [{ subject: 'cluster', message, hint: 'A failover may be under way; compare CLUSTER NODES of each.' }];
  },
};
