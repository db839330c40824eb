import type { Kind } from './kind.ts';

/** Every kind of cluster, loaded when it is asked for. */
export const kinds: Readonly<Record<string, () => Promise<Kind>>> = {
  zookeeper: async () => (await import('./zookeeper/index.ts')).zookeeper,
  kafka: async () => (await import('./kafka/index.ts')).kafka,
  opensearch: async () => (await import('./opensearch/index.ts')).opensearch,
  http: async () => (await import('./http/index.ts')).http,
  tcp: async () => (await import('./tcp/index.ts')).tcp,
  command: async () => (await import('./command/index.ts')).command,
};

/** The kinds with a `prepare` and a `restore`: known without loading them, for the help. */
export const kindsThatChange: ReadonlySet<string> = new Set(['opensearch']);
