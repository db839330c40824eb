import type { Rule } from '../../kind/rule.ts';
import type { Broker, Partition, KafkaSnapshot } from '../snapshot.ts';
import { nameOf } from '../cluster.ts';

export type KafkaRule = Rule<KafkaSnapshot>;

/** `orders-0, orders-1 and 10 more` */
export function enumerate(names: readonly string[], most = 6): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export const namesOf = (partitions: readonly Partition[]): string => enumerate(partitions.map(nameOf));

/** `1 (10.0.0.1:9092)` */
export const describeBroker = ({ id, host, port }: Broker): string => `${id} (${host}:${port})`;

export const byTopic = (partitions: readonly Partition[]): Map<string, Partition[]> =>
  Map.groupBy(partitions, ({ topic }) => topic);

/** A class of Strimzi's cluster operator, as `source` of a rule. */
export const strimzi = (page: string): string =>
  `Strimzi ${page}: https://github.com/strimzi/strimzi-kafka-operator/blob/main/cluster-operator/src/main/java/io/strimzi/operator/cluster/operator/resource/${page}.java`;
