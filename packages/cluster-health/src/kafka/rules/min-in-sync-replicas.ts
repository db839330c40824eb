import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { minInSyncOf, partitionsOf, whySilent } from '../cluster.ts';
import { byTopic, type KafkaRule, namesOf, strimzi } from './rule.ts';

export const minInSyncReplicas: KafkaRule = {
  id: 'K2',
  code: 'min-in-sync-replicas',
  requires:
    'Before the recycle, every partition that has one of several replicas on the node keeps `min.insync.replicas` in sync without it.',
  why: 'Below that number, brokers reject writes with `acks=all`. From Kafka 3.7 on, consumers do not see what other producers write until enough replicas are in sync again, `__consumer_offsets` included.',
  onFailure:
    'Wait until the replicas that `in-sync-replicas` reports are in sync. If a topic has no more replicas than `min.insync.replicas`, give it more with `kafka-reassign-partitions.sh`.',
  override:
    'Override it when a topic has no more replicas than `min.insync.replicas`, and its producers tolerate failing writes while the node is out.',
  source: `${strimzi('KafkaAvailability')}; KIP-966: https://cwiki.apache.org/confluence/display/KAFKA/KIP-966%3A+Eligible+Leader+Replicas`,
  isOverridable: true,
  judge(snapshot, question) {
    const { phase, node } = question;
    const id = snapshot.ids.get(node);
    if (phase === 'after' || id === undefined) return [];
    const own = partitionsOf(snapshot, question).filter(({ replicas }) => replicas.length > 1 && replicas.includes(id));
    return [...byTopic(own)].flatMap(([topic, partitions]): RuleVerdict[] => {
      const minimum = minInSyncOf(snapshot, question, topic);
      if (typeof minimum !== 'number') {
        const hint = 'The user of the health check needs DESCRIBE_CONFIGS on all topics.';
        return [{ subject: topic, message: `min.insync.replicas of ${topic} cannot be read: ${minimum.why}`, hint }];
      }
      const isIn = (inSync: readonly number[]) => inSync.includes(id);
      const never = partitions.filter(({ replicas, inSync }) => replicas.length <= minimum && isIn(inSync));
      const notNow = partitions.filter(
        ({ replicas, inSync }) =>
          replicas.length > minimum && (inSync.length < minimum || (inSync.length === minimum && isIn(inSync))),
      );
      const reported = (some: typeof partitions, rest: Omit<RuleVerdict, 'subject'>): RuleVerdict[] =>
        some.length === 0 ? [] : [{ subject: topic, ...rest }];
      return [
        ...reported(never, {
          message: `${topic} has no more replicas than its min.insync.replicas of ${minimum}: without ${node} (broker ${id}), writes with acks=all to ${namesOf(never)} fail, and consumers do not see writes with acks=1 until the broker is back`,
          hint: `Give ${topic} more replicas (kafka-reassign-partitions.sh). ${overrideHint('min-in-sync-replicas', 'these writes fail while the node is out')}`,
          isLasting: whySilent(snapshot, node) === undefined,
        }),
        ...reported(notNow, {
          message: `Without ${node} (broker ${id}), fewer replicas than min.insync.replicas (${minimum}) are in sync in ${namesOf(notNow)}`,
          hint: 'Wait until the replicas that in-sync-replicas reports are in sync. Its hint says whether they catch up on their own.',
        }),
      ];
    });
  },
};
