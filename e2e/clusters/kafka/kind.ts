import type { ClusterKind } from '../kind.ts';
import { type KafkaView, kafkaViews } from './view.ts';

export const kafka: ClusterKind = {
  name: 'kafka',
  firstHost: 11,
  findFault: async (addresses) => {
    const views = await kafkaViews(addresses);
    const faults = views.map((view, index) => {
      const fault = view ? faultIn(view, addresses.length) : 'is silent';
      return fault && `broker ${index + 1} ${fault}`;
    });
    const fault = faults.find((found) => found !== undefined);
    if (fault) return fault;
    const controllers = new Set(views.map((view) => view?.controller));
    return controllers.size === 1 ? undefined : `controllers ${[...controllers].join()}`;
  },
};

/** Brokers and controllers in separate groups, with a dynamic quorum of controllers. */
export const kafkaApart: ClusterKind = {
  ...kafka,
  groups: ['kafka', 'kafka-controllers'],
  findFault: (addresses) => kafka.findFault(brokersOf(addresses)),
};

/** The addresses for clients: all three, or the first three if the controllers are separate. */
export const brokersOf = (addresses: readonly string[]): readonly string[] => addresses.slice(0, 3);

function faultIn(view: KafkaView, expected: number): string | undefined {
  const { brokers, leaderless, underReplicated, controller, voterLag } = view;
  if (brokers.length !== expected) return `sees brokers ${brokers.join()}`;
  if (leaderless + underReplicated > 0) return `sees ${leaderless} leaderless, ${underReplicated} under-replicated`;
  if (controller === undefined) return 'sees no controller';
  if (voterLag > 200) return `sees a voter ${voterLag} behind`;
  return undefined;
}
