import { viewsOf } from '../cluster.ts';
import { describeBroker, type KafkaRule } from './rule.ts';

export const brokersListed: KafkaRule = {
  id: 'K8',
  code: 'brokers-listed',
  requires: 'Every broker that is registered is one of the nodes listed.',
  source: 'A broker that is not listed is not asked, and its group could be rolled at the same time',
  isOverridable: true,
  judge(snapshot, question) {
    const placed = new Set(snapshot.ids.values());
    const registered = new Map(
      viewsOf(snapshot, question).flatMap(([, { brokers }]) => brokers.map((broker) => [broker.id, broker])),
    );
    const unlisted = [...registered.values()].filter(({ id }) => !placed.has(id));
    // A node that could not be recognised may be one of them; that is for brokers-registered to say.
    const unknown = [...snapshot.views.keys()].filter((address) => !snapshot.ids.has(address));
    if (unlisted.length <= unknown.length) return [];
    return unlisted.map((broker) => ({
      subject: `broker ${broker.id}`,
      message: `Broker ${describeBroker(broker)} is registered and not among the nodes that are listed`,
      hint: 'List it in esg_recycle_nodes, its group among the clusters; or speak for it with an override of brokers-listed.',
      isLasting: true,
    }));
  },
};
