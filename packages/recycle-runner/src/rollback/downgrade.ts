import type { Finding } from '@esg-recycler/core';
import type { LedgerOverride } from '@esg-recycler/esg-store';
import { overridable } from '../overridable.ts';

/** What newer software may have written that older software cannot read. */
const formats: Readonly<Record<string, string>> = {
  zookeeper: 'snapshots and transaction logs of a newer ZooKeeper',
  kafka: 'the metadata version, inter-broker protocol and log format of a newer Kafka',
  opensearch: 'the cluster state and indices of a newer OpenSearch',
  elasticsearch: 'the cluster state and indices of a newer Elasticsearch',
  etcd: 'the storage version of a newer etcd',
  rabbitmq: 'the feature flags and message stores of a newer RabbitMQ',
  redis: 'the RDB and AOF files of a newer Redis or Valkey',
};

const hint = `An image with the same version of the software is safe. Otherwise read its downgrade notes, and restore a backup where it cannot downgrade. Then accept it: --override 'downgrade=REASON'`;

/**
 * The finding of every rollback that recycles: the older software must read what the newer one has written. Images do not
 * name their versions, so only a person can decide it. It blocks where the data format of the software is known to change.
 *
 * @param kinds of the health check; empty without one
 */
export function downgradeFinding(
  cluster: string,
  kinds: readonly string[],
  images: readonly string[],
  overrides: readonly LedgerOverride[],
): Finding {
  const data = kinds.flatMap((kind) => formats[kind] ?? []);
  const about = { code: 'downgrade', subject: cluster };
  const back = `the instances keep their data and go back to ${[...new Set(images)].join(', ')}`;
  if (data.length === 0) {
    const message = `${back}: make sure that the software of that image reads the data that is there now`;
    return { ...about, severity: 'warn', message };
  }
  const message = `${back}: older software may not read ${data.join(', or ')}, and may fail to start or lose data`;
  return overridable({ ...about, severity: 'block', message, hint }, overrides);
}
