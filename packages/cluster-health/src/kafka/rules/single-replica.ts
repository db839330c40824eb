import type { HealthQuestion } from '../../kind/question.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import type { KafkaSnapshot } from '../snapshot.ts';
import { brokersThatMatter, partitionsOf, whySilent } from '../cluster.ts';
import { byTopic, type KafkaRule, namesOf } from './rule.ts';

export const singleReplica: KafkaRule = {
  id: 'K7',
  code: 'single-replica',
  requires:
    'Before the recycle, no partition has its only replica on the node. Internal topics such as `__consumer_offsets` count.',
  why: 'Such a partition cannot be read or written while the node is out.',
  onFailure: 'Give the topic more replicas with `kafka-reassign-partitions.sh`.',
  override:
    'Override it when the topic may be unavailable while the node is out, or the only broker of the cluster is known to be down.',
  source: 'koperator#767: https://github.com/banzaicloud/koperator/issues/767',
  isOverridable: true,
  judge(snapshot, question) {
    const { phase, node } = question;
    if (phase === 'after') return [];
    const why = whySilent(snapshot, node);
    if (why !== undefined && isOnlyBroker(snapshot, question)) return [unreported(node, why)];
    const id = snapshot.ids.get(node);
    if (id === undefined) return [];
    const alone = partitionsOf(snapshot, question).filter(
      ({ replicas, leader }) => replicas.length === 1 && replicas[0] === id && leader >= 0,
    );
    return [...byTopic(alone)].map(([topic, partitions]) => ({
      subject: topic,
      message: `The only replica of ${namesOf(partitions)} is on ${node} (broker ${id}): clients cannot read or write it while the broker is out`,
      hint: `Give ${topic} more replicas (kafka-reassign-partitions.sh). ${overrideHint('single-replica', 'the topic is unavailable during the recycle')}`,
      isLasting: why === undefined,
    }));
  },
};

const isOnlyBroker = (snapshot: KafkaSnapshot, question: HealthQuestion): boolean =>
  snapshot.views.has(question.node) && brokersThatMatter(snapshot, question).length === 0;

/** The options may have a wrong port or password: a broker that does not respond may still be in use. */
const unreported = (node: string, why: string): RuleVerdict => ({
  subject: node,
  message: `${node} is the only listed broker, and does not report its partitions: ${why}`,
  hint: `Check whether ${node} is down or the options of the health check are wrong. ${overrideHint('single-replica', `${node} is down`)}`,
  isLasting: true,
  isOutage: true,
});
