import { viewsOf } from '../cluster.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import { describeBroker, type KafkaRule } from './rule.ts';

export const brokersListed: KafkaRule = {
  id: 'K8',
  code: 'brokers-listed',
  requires: 'Every registered broker is one of the listed nodes.',
  why: 'A broker that is not listed is not checked, and its group could be recycled at the same time.',
  onFailure: 'Add the broker to `esg_recycle_nodes`, or add its group to `clusters`.',
  override: 'Override it when the broker is not part of any group that is recycled, and you check its health yourself.',
  source: 'a rule of this project',
  isOverridable: true,
  judge(snapshot, question) {
    const placed = new Set(snapshot.ids.values());
    const registered = new Map(
      viewsOf(snapshot, question).flatMap(([, { brokers }]) => brokers.map((broker) => [broker.id, broker])),
    );
    const unlisted = [...registered.values()].filter(({ id }) => !placed.has(id));
    // An unidentified node may be one of them; brokers-registered reports it.
    const unidentified = [...snapshot.views.keys()].filter((address) => !snapshot.ids.has(address));
    if (unlisted.length <= unidentified.length) return [];
    return unlisted.map((broker) => ({
      subject: `broker ${broker.id}`,
      message: `Broker ${describeBroker(broker)} is registered but is not a listed node`,
      hint: `Add it to esg_recycle_nodes, or add its group to clusters. ${overrideHint('brokers-listed', 'this broker is not checked')}`,
      isLasting: true,
    }));
  },
};
