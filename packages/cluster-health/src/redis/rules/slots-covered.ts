import { allSlots, isSlotMaster, viewsThatMatter } from '../cluster.ts';
import type { RedisPeer } from '../snapshot.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

/** Which master serves which slots. */
const layoutOf = (peers: readonly RedisPeer[]): string =>
  peers
    .filter(isSlotMaster)
    .map(({ id, ranges }) => `${id} ${ranges.join()}`)
    .toSorted()
    .join('; ');

const fix =
  'Find the missing slots: redis-cli --cluster check ADDRESS:PORT. Repair slots without a master: redis-cli --cluster fix ADDRESS:PORT';

export const slotsCovered: RedisRule = {
  id: 'S3',
  code: 'slots-covered',
  requires:
    'All 16384 slots are served, every node reports `cluster_state:ok`, and all nodes agree on which master serves which slots. Before the recycle, the slots of the node that leaves count as served, even if it is down.',
  why: 'With an unserved slot, the cluster rejects all queries (`cluster-require-full-coverage`).',
  onFailure:
    'Run `redis-cli --cluster check ADDRESS:PORT` to find the slots, and `redis-cli --cluster fix ADDRESS:PORT` to repair slots without a master.',
  source: `Redis Cluster specification: ${clusterSpec}`,
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
      const hint = 'It may be cut off from most masters. Check CLUSTER INFO and its log.';
      return [{ subject: address, message: `${address} reports that the cluster is down (cluster_state)`, hint }];
    });
    const layouts = new Map(views.map(([address, { peers }]) => [layoutOf(peers), address]));
    if (found.length > 0 || layouts.size <= 1) return found;
    const message = `The nodes disagree on which master serves which slots: ${[...layouts.values()].join(', ')}`;
    return [
      {
        subject: 'cluster',
        message,
        hint: 'A failover may be in progress. Compare the output of CLUSTER NODES on these nodes.',
      },
    ];
  },
};
