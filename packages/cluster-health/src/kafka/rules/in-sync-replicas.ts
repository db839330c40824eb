import type { RuleVerdict } from '../../kind/rule.ts';
import { nameOf, partitionsOf } from '../cluster.ts';
import type { Partition } from '../snapshot.ts';
import { enumerate, type KafkaRule, namesOf } from './rule.ts';

export const inSyncReplicas: KafkaRule = {
  id: 'K3',
  code: 'in-sync-replicas',
  holds:
    'Every partition of the whole cluster has a leader, and all its replicas in sync. Before: those on the node do not count.',
  source:
    'confluentinc/cp-ansible, Yelp kafka-utils (kafka-rolling-restart) and CloudKarafka wait for zero under-replicated partitions',
  judge(snapshot, question) {
    const { phase, node } = question;
    const leaving = phase === 'before' ? snapshot.ids.get(node) : undefined;
    const all = partitionsOf(snapshot, question);
    const elsewhere = ({ replicas }: Partition) => replicas.filter((id) => id !== leaving);
    const leaderless = all.filter((partition) => partition.leader < 0 && elsewhere(partition).length > 0);
    const missing = (partition: Partition) => elsewhere(partition).filter((id) => !partition.inSync.includes(id));
    const behind = all.filter((partition) => missing(partition).length > 0);
    const described = behind.map((partition) => `${nameOf(partition)} (lacks ${missing(partition).join(', ')})`);
    const told = (some: readonly Partition[], message: string, hint: string): RuleVerdict[] =>
      some.length === 0 ? [] : [{ subject: 'cluster', message, hint }];
    return [
      ...told(
        leaderless,
        `${leaderless.length} of ${all.length} partitions have no leader: ${namesOf(leaderless)}`,
        'kafka-topics.sh --describe --unavailable-partitions lists them; bring back the brokers that have their replicas.',
      ),
      ...told(
        behind,
        `${behind.length} of ${all.length} partitions lack replicas in sync: ${enumerate(described)}`,
        'They catch up by themselves while their brokers are well. Replicas on brokers that are gone for good have to be moved: kafka-reassign-partitions.sh.',
      ),
    ];
  },
};
