import { didYouMean, EsgError, ExitCode } from '@esg-recycler/core';
import type { Kind } from '../kind/kind.ts';

/** Every kind of health check, loaded on demand. */
export const kinds: Readonly<Record<string, () => Promise<Kind>>> = {
  zookeeper: async () => (await import('../zookeeper/index.ts')).zookeeper,
  kafka: async () => {
    (await import('../kafka/node-version.ts')).checkNodeForKafka();
    return (await import('../kafka/index.ts')).kafka;
  },
  etcd: async () => (await import('../etcd/index.ts')).etcd,
  redis: async () => (await import('../redis/index.ts')).redis,
  elasticsearch: async () => (await import('../search-engine/elasticsearch.ts')).elasticsearch,
  opensearch: async () => (await import('../search-engine/opensearch.ts')).opensearch,
  rabbitmq: async () => (await import('../rabbitmq/index.ts')).rabbitmq,
  http: async () => (await import('../http/index.ts')).http,
  tcp: async () => (await import('../tcp/index.ts')).tcp,
  command: async () => (await import('../command/index.ts')).command,
};

/** The names of all kinds, without loading them. */
export const kindNames: readonly string[] = Object.keys(kinds);

/** The kinds with a `prepare` or a `restore`, without loading them: for the help. */
export const kindsThatChange: ReadonlySet<string> = new Set(['redis', 'elasticsearch', 'opensearch']);

/** @throws EsgError `kind-unknown`, exit code 2 */
export async function loadKind(name: string): Promise<Kind> {
  if (Object.hasOwn(kinds, name)) return kinds[name]!();
  throw new EsgError(`There is no health check of kind ${JSON.stringify(name)} (esg_recycle_health)`, {
    code: 'kind-unknown',
    exitCode: ExitCode.usage,
    hint: didYouMean(name, kindNames).trim() || `Use one of ${kindNames.join(', ')}.`,
  });
}
