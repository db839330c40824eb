import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { brokersThatMatter, isOnlyController, latestQuorum, viewsOf, whySilent } from '../cluster.ts';
import { unplacedBrokers } from '../identify.ts';
import type { Broker, KafkaSnapshot } from '../snapshot.ts';
import { describeBroker, enumerate, type KafkaRule } from './rule.ts';

const hint =
  'Look into its log. If it is registered under a name that does not resolve to its address here, give node_ids.';

export const brokersRegistered: KafkaRule = {
  id: 'K1',
  code: 'brokers-registered',
  requires:
    'Every broker is registered, as every broker sees it; which node is which can be told, and the options say nothing else.',
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
        return [{ subject: address, message: `${address} is none of the brokers that are registered: ${known}`, hint }];
      }
      // That a controller is silent is for brokers-serve to say.
      if (whySilent(snapshot, address) !== undefined && isOnlyController(snapshot, question, address)) return [];
      const without = views.filter(([, { brokers }]) => !brokers.some((broker) => broker.id === id));
      if (without.length === 0) return [];
      const who = enumerate(without.map(([seenBy]) => seenBy));
      return [{ subject: address, message: `${address} (broker ${id}) is not registered, as seen by ${who}`, hint }];
    });
    return [...wrong, ...missing, ...ambiguous(snapshot, question, registered)];
  },
};

/** Only the quorum can be judged where all nodes are controllers alone. */
const noBroker = ({ views }: KafkaSnapshot): RuleVerdict[] =>
  views.size > 0
    ? []
    : [
        {
          subject: 'cluster',
          message: 'No broker is listed, so only the controllers are judged',
          hint: 'Name the groups of the brokers and of the controllers together under clusters.',
          severity: 'warn',
        },
      ];

/** Whether a controller has a vote, and whether the others are enough without it, cannot be told without its id. */
function unknownControllers(snapshot: KafkaSnapshot, question: HealthQuestion): RuleVerdict[] {
  const quorum = latestQuorum(snapshot, question);
  if (quorum === undefined || quorum.voters.length === 0) return [];
  const voters = quorum.voters.map(({ id }) => id).join(', ');
  return question.nodes
    .filter((address) => snapshot.controllers.has(address) && !snapshot.ids.has(address))
    .filter((address) => snapshot.contradictions.every(({ subject }) => subject !== address))
    .map((address) => ({
      subject: address,
      message: `Which controller is at ${address} cannot be told; the voters are ${voters}`,
      hint: `Give node_ids: {${address}: ID}. Kafka 3.9 and newer tell where voters listen, and 3.7 and newer their ids to users with DESCRIBE_CONFIGS on the cluster.`,
    }));
}

/** Without its id, nothing can be said of a cluster without this node. */
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
  const message = `Which broker is at ${node} cannot be told; it may be ${candidates.join(', ')}`;
  return [{ subject: node, message, hint: `Give node_ids: {${node}: ID}.` }];
}
