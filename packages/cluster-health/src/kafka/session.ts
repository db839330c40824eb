import { version } from '@esg-recycler/core';
import { apiVersionsV3, Connection } from '@platformatic/kafka';
import { isIP } from 'node:net';
import type { KafkaOptions } from './options.ts';

const clientName = 'esg-recycler';

/** A call of the protocol, in one of its versions. */
interface Call {
  key: number;
  version: number;
}

/** An open connection to one broker or controller. */
export interface KafkaSession {
  connection: Connection;
  /** The first of these versions that it speaks, if it speaks any. */
  pick<C extends Call>(calls: readonly C[]): C | undefined;
  /** Whether it knows the call at all, whichever version. */
  knows(call: Call): boolean;
  /** The level of a feature that the cluster has agreed on; 0 without one. */
  featureLevel(name: string): number;
}

/**
 * Opens a connection for as long as it is used, and no longer.
 *
 * @throws Error that says why there is no connection, or whatever its use throws
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
  // Whatever fails is told to whoever waits for it; without a listener, it would end the process as well.
  connection.on('error', () => {});
  const end = () => {
    connection.close().catch(() => {});
    (connection.socket as typeof connection.socket | undefined)?.destroy();
  };
  signal.addEventListener('abort', end);
  try {
    await connection.connect(host, port);
    const { apiKeys, finalizedFeatures = [] } = await apiVersionsV3.api.async(connection, clientName, version);
    const spoken = new Map(apiKeys.map((each) => [each.apiKey, each]));
    return await use({
      connection,
      pick: (calls) =>
        calls.find((call) => {
          const { minVersion = 0, maxVersion = -1 } = spoken.get(call.key) ?? {};
          return call.version >= minVersion && call.version <= maxVersion;
        }),
      knows: ({ key }) => spoken.has(key),
      featureLevel: (feature) => finalizedFeatures.find(({ name }) => name === feature)?.maxVersionLevel ?? 0,
    });
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
