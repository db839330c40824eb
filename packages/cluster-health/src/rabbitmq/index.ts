import { gapIn } from '../kind/gap.ts';
import { defineKind, type Standing } from '../kind/kind.ts';
import { type RabbitmqOptions, options } from './options.ts';
import { read } from './read.ts';
import { rules } from './rules/index.ts';
import { type RabbitmqSnapshot, viewOf, viewsIn } from './snapshot.ts';

/** A node serves that answers and that most of those that answer see running, itself included. */
function standing(snapshot: RabbitmqSnapshot, address: string): Standing {
  const view = viewOf(snapshot, address);
  if (view === undefined) return { isServing: false, role: 'unknown', gap: gapIn(snapshot.views.get(address)) };
  const views = viewsIn(snapshot);
  const seeing = views.filter(({ members }) => members.some(({ name, isRunning }) => name === view.name && isRunning));
  return { isServing: seeing.length > views.length / 2, role: 'follower' };
}

/**
 * RabbitMQ 3.10 or newer, over the management API. Every quorum queue and stream elects a leader of its own, on whichever
 * node: no node leads the cluster, so every one is a follower.
 */
export const rabbitmq = defineKind<RabbitmqOptions, RabbitmqSnapshot>({
  name: 'rabbitmq',
  options,
  rules,
  read,
  standing,
});
