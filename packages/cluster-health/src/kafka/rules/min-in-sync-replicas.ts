import type { RuleVerdict } from '../../kind/rule.ts';
import { minInSyncOf, partitionsOf, whySilent } from '../cluster.ts';
import { byTopic, type KafkaRule, namesOf, strimzi } from './rule.ts';

export const minInSyncReplicas: KafkaRule = {
  id: 'K2',
  code: 'min-in-sync-replicas',
  requires:
    'Without the node, every partition of which it has a replica keeps min.insync.replicas replicas in sync. (A single replica is for single-replica.)',
  source: strimzi('KafkaAvailability'),
  isOverridable: true,
  judge(snapshot, question) {
    const { phase, node } = question;
    const id = snapshot.ids.get(node);
    if (phase === 'after' || id === undefined) return [];
    const own = partitionsOf(snapshot, question).filter(({ replicas }) => replicas.length > 1 && replicas.includes(id));
    return [...byTopic(own)].flatMap(([topic, partitions]): RuleVerdict[] => {
      const minimum = minInSyncOf(snapshot, question, topic);
      if (typeof minimum !== 'number') {
        const hint = 'The user of the gate needs DESCRIBE_CONFIGS on all topics.';
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
          message: `${topic} has no more replicas than its min.insync.replicas of ${minimum}, so without ${node} (broker ${id}) nobody can write to ${namesOf(never)} with acks=all, and what acks=1 writes is accepted, and invisible to consumers until it is back`,
          hint: `Give ${topic} more replicas (kafka-reassign-partitions.sh), or override min-in-sync-replicas: producers with acks=all then fail while the node is out.`,
          isLasting: whySilent(snapshot, node) === undefined,
        }),
        ...reported(notNow, {
          message: `Without ${node} (broker ${id}), fewer replicas than min.insync.replicas of ${minimum} are in sync of ${namesOf(notNow)}`,
          hint: 'Wait for the replicas that in-sync-replicas names: it says whether they come back by themselves.',
        }),
      ];
    });
  },
};
