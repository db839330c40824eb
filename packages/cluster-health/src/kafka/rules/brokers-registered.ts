import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { brokersThatMatter, isOnlyController, latestQuorum, viewsOf, whySilent } from '../cluster.ts';
import { unplacedBrokers } from '../identify.ts';
import type { Broker, KafkaSnapshot } from '../snapshot.ts';
import { describeBroker, enumerate, type KafkaRule } from './rule.ts';

const hint = 'Open its log. If it advertises a name that does not resolve to this address here, set node_ids.';

export const brokersRegistered: KafkaRule = {
  id: 'K1',
  code: 'brokers-registered',
  requires:
    'Every listed broker is registered according to every broker, and the options agree with the cluster about which broker or controller runs on which node.',
  why: 'The replicas of a missing broker are missing too. If the id of a node is unknown, or two nodes are mixed up, the other rules evaluate the wrong broker.',
  onFailure:
    'Open the log of a broker that is not registered. If the finding is about the options, correct `node_ids`, `controllers` or `port` in `esg_recycle_health_options`.',
  source:
    'Yelp kafka-utils, missing_brokers: https://github.com/Yelp/kafka-utils; Koperator: https://github.com/adobe/koperator/blob/master/pkg/resources/kafka/kafka.go',
  judge(snapshot, question) {
    const wrong = [
      ...snapshot.contradictions.map((contradiction) => ({ ...contradiction, isLasting: true })),
      ...unknownControllers(snapshot, question),
    ];
    const views = viewsOf(snapshot, question);
    if (views.length === 0) return [...wrong, ...noBroker(snapshot)];
    const registered = new Map(views.flatMap(([, { brokers }]) => brokers.map((broker) => [broker.id, broker])));
    const missing = brokersThatMatter(snapshot, question).flatMap((address): RuleVerdict[] => {
      const id = snapshot.ids.get(address);
      if (id === undefined) {
        const known = enumerate([...registered.values()].map(describeBroker)) || 'none';
        return [{ subject: address, message: `${address} is not one of the registered brokers: ${known}`, hint }];
      }
      // brokers-serve reports a controller that does not respond.
      if (whySilent(snapshot, address) !== undefined && isOnlyController(snapshot, question, address)) return [];
      const without = views.filter(([, { brokers }]) => !brokers.some((broker) => broker.id === id));
      if (without.length === 0) return [];
      const who = enumerate(without.map(([seenBy]) => seenBy));
      return [{ subject: address, message: `${address} (broker ${id}) is not registered, according to ${who}`, hint }];
    });
    return [...wrong, ...missing, ...ambiguous(snapshot, question, registered)];
  },
};

/** If all nodes are controller-only, only the quorum can be evaluated. */
const noBroker = ({ views }: KafkaSnapshot): RuleVerdict[] =>
  views.size > 0
    ? []
    : [
        {
          subject: 'cluster',
          message: 'No broker is listed, so only the controllers are checked',
          hint: 'List the groups of the brokers and of the controllers together under clusters.',
          severity: 'warn',
        },
      ];

/** Without the id of a controller, its vote and the majority without it are unknown. */
function unknownControllers(snapshot: KafkaSnapshot, question: HealthQuestion): RuleVerdict[] {
  const quorum = latestQuorum(snapshot, question);
  if (quorum === undefined || quorum.voters.length === 0) return [];
  const voters = quorum.voters.map(({ id }) => id).join(', ');
  return question.nodes
    .filter((address) => snapshot.controllers.has(address) && !snapshot.ids.has(address))
    .filter((address) => snapshot.contradictions.every(({ subject }) => subject !== address))
    .map((address) => ({
      subject: address,
      message: `Cannot determine which controller is at ${address}; the voters are ${voters}`,
      hint: `Set node_ids: {${address}: ID}. Kafka 3.9 and later report where voters listen; Kafka 3.7 and later report their ids to users with DESCRIBE_CONFIGS on the cluster.`,
    }));
}

/** Without the id of the node, the cluster without it cannot be evaluated. */
function ambiguous(
  snapshot: KafkaSnapshot,
  question: HealthQuestion,
  registered: ReadonlyMap<number, Broker>,
): RuleVerdict[] {
  const { phase, node } = question;
  if (phase === 'after' || !snapshot.views.has(node) || snapshot.ids.has(node)) return [];
  const candidates = unplacedBrokers(snapshot).map((id) => {
    const broker = registered.get(id);
    return broker ? describeBroker(broker) : String(id);
  });
  if (candidates.length === 0) return [];
  const message = `Cannot determine which broker is at ${node}; it may be ${candidates.join(', ')}`;
  return [{ subject: node, message, hint: `Set node_ids: {${node}: ID}.` }];
}
