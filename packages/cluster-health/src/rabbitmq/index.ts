import { gapIn } from '../kind/gap.ts';
import { defineKind, type Standing } from '../kind/kind.ts';
import { measures } from './measures.ts';
import { type RabbitmqOptions, options } from './options.ts';
import { read } from './read.ts';
import { rules } from './rules/index.ts';
import { type RabbitmqSnapshot, viewOf, viewsIn } from './snapshot.ts';

/** A node is serving if it responds and most responding nodes, itself included, see it running. */
function standing(snapshot: RabbitmqSnapshot, address: string): Standing {
  const view = viewOf(snapshot, address);
  if (view === undefined) return { isServing: false, role: 'unknown', gap: gapIn(snapshot.views.get(address)) };
  const views = viewsIn(snapshot);
  const seeing = views.filter(({ members }) => members.some(({ name, isRunning }) => name === view.name && isRunning));
  return { isServing: seeing.length > views.length / 2, role: 'follower' };
}

/**
 * RabbitMQ 3.10 or later, over the management API. Every quorum queue and stream elects its own leader on any node. The
 * cluster has no leader, so every node is a follower.
 */
export const rabbitmq = defineKind<RabbitmqOptions, RabbitmqSnapshot>({
  name: 'rabbitmq',
  options,
  rules,
  read,
  standing,
  measures,
});
