import { viewOf } from '../cluster.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

export const noResharding: RedisRule = {
  id: 'S9',
  code: 'no-resharding',
  requires: 'No slot is being moved from one master to another.',
  why: 'If a node leaves in the middle of a migration, its slots stay half moved.',
  onFailure:
    'Wait until the resharding is finished. Repair an interrupted one with `redis-cli --cluster fix ADDRESS:PORT`.',
  source: `Redis Cluster specification, live reconfiguration: ${clusterSpec}`,
  judge: (snapshot, { nodes }) =>
    nodes.flatMap((address) => {
      const slots = viewOf(snapshot, address)?.openSlots ?? [];
      if (slots.length === 0) return [];
      const shown = slots.slice(0, 3).join(', ') + (slots.length > 3 ? ', …' : '');
      const message = `${address} has ${slots.length} ${slots.length === 1 ? 'slot' : 'slots'} in migration: ${shown}`;
      const hint =
        'Wait until the resharding is finished. If it was interrupted, repair it: redis-cli --cluster fix ADDRESS:PORT';
      return [{ subject: address, message, hint }];
    }),
};
