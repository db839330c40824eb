import type { HealthQuestion } from '../../kind/question.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import type { KafkaSnapshot } from '../snapshot.ts';
import { brokersThatMatter, partitionsOf, whySilent } from '../cluster.ts';
import { byTopic, type KafkaRule, namesOf } from './rule.ts';

export const singleReplica: KafkaRule = {
  id: 'K7',
  code: 'single-replica',
  requires: 'No partition has its only replica on the node; internal topics such as __consumer_offsets included.',
  source: 'https://github.com/banzaicloud/koperator/issues/767',
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

/** It may be down, or the gate have a wrong port or password: that it cannot be asked is no sign that nobody needs it. */
const unreported = (node: string, why: string): RuleVerdict => ({
  subject: node,
  message: `${node} is the only broker that is listed, and does not tell which partitions it has: ${why}`,
  hint: 'Is it down, or are the options of the gate not right? If it is down, override single-replica.',
  isLasting: true,
  isOutage: true,
});
