import { viewOf } from '../cluster.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

export const noResharding: RedisRule = {
  id: 'S9',
  code: 'no-resharding',
  requires: 'No slot is moved from one master to another.',
  source: `${clusterSpec} (live reconfiguration)`,
  judge: (snapshot, { nodes }) =>
    nodes.flatMap((address) => {
      const slots = viewOf(snapshot, address)?.openSlots ?? [];
      if (slots.length === 0) return [];
      const shown = slots.slice(0, 3).join(', ') + (slots.length > 3 ? ', …' : '');
      const message = `${address} has ${slots.length} slots on the move: ${shown}`;
      const hint = 'Wait for the resharding to end; one that was given up: redis-cli --cluster fix ADDRESS:PORT';
      return [{ subject: address, message, hint }];
    }),
};
