import { version } from '@esg-recycler/core';
import { apiVersionsV3, Connection } from '@platformatic/kafka';
import { isIP } from 'node:net';
import type { KafkaOptions } from './options.ts';

const clientName = 'esg-recycler';

/** One version of a protocol call. */
interface Call {
  key: number;
  version: number;
}

/** An open connection to one broker or controller. */
export interface KafkaSession {
  connection: Connection;
  /** The first of these versions that the node supports, if any. */
  pick<C extends Call>(calls: readonly C[]): C | undefined;
  /** Whether the node supports the call in any version. */
  knows(call: Call): boolean;
  /** The finalized level of a feature; 0 without one. */
  featureLevel(name: string): number;
}

/**
 * Opens a connection, uses it and closes it.
 *
 * @throws Error that says why the connection failed, or whatever `use` throws
 */
export async function withSession<T>(
  host: string,
  port: number,
  { tls, sasl, timeout }: Pick<KafkaOptions, 'tls' | 'sasl' | 'timeout'>,
  signal: AbortSignal,
  use: (session: KafkaSession) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const connection = new Connection(clientName, {
    connectTimeout: timeout,
    requestTimeout: timeout,
    tls,
    tlsServerName: tls?.servername ?? (isIP(host) ? undefined : host),
    sasl,
  });
  // Failures reject the pending calls. Without a listener, the event would also end the process.
  connection.on('error', () => {});
  const end = () => {
    connection.close().catch(() => {});
    (connection.socket as typeof connection.socket | undefined)?.destroy();
  };
  signal.addEventListener('abort', end);
  try {
    await connection.connect(host, port);
    const { apiKeys, finalizedFeatures = [] } = await apiVersionsV3.api.async(connection, clientName, version);
    const supported = new Map(apiKeys.map((each) => [each.apiKey, each]));
    return await use({
      connection,
      pick: (calls) =>
        calls.find((call) => {
          const { minVersion = 0, maxVersion = -1 } = supported.get(call.key) ?? {};
          return call.version >= minVersion && call.version <= maxVersion;
        }),
      knows: ({ key }) => supported.has(key),
      featureLevel: (feature) => finalizedFeatures.find(({ name }) => name === feature)?.maxVersionLevel ?? 0,
    });
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
