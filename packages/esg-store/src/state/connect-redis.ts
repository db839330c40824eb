import { EsgError, ExitCode } from '@esg-recycler/core';
import { ClientOfflineError, createClient, ErrorReply, type RedisClientType } from '@redis/client';
import { createReconnect, type Reconnect } from './reconnect.ts';
import { createRedisBackend } from './redis-backend.ts';
import { createRedisLimit } from './redis-limit.ts';
import type { RemoteLimits } from './remote-limits.ts';
import type { RemoteStore } from '../store-location.ts';
import type { StateBackend } from './state-backend.ts';

/** Replies by which a server says that it serves again later. */
const passing = /^(LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|READONLY)/;

function classify(error: unknown): 'away' | 'refused' | undefined {
  if (error instanceof ErrorReply) return passing.test(error.message) ? 'away' : 'refused';
  const { code = '' } = error as { code?: string };
  return code.startsWith('E') ||
    /Socket|Connection|Client|Disconnect|Aborted|Timeout/.test(error?.constructor.name ?? '')
    ? 'away'
    : undefined;
}

/**
 * Leases and intents must not be evicted: https://redis.io/docs/latest/develop/reference/eviction/
 *
 * @throws EsgError `store-evicts`, exit code 2
 */
async function requireNoEviction(client: RedisClientType, place: string): Promise<void> {
  const info = await client.info('memory');
  const policy = /^maxmemory_policy:(.+)$/m.exec(info)?.[1]?.trim() ?? 'unknown';
  if (policy === 'noeviction') return;
  throw new EsgError(`store: ${place} may evict records: its maxmemory-policy is ${policy}`, {
    code: 'store-evicts',
    exitCode: ExitCode.usage,
    hint: 'Leases and records must not disappear. Set maxmemory-policy to noeviction, or use another server.',
  });
}

type Server = Pick<RemoteStore, 'url' | 'place'>;

/** A connected client, and what waits while its server is away. */
export interface RedisConnection {
  client: RedisClientType;
  reconnect: Reconnect;
}

/** @throws EsgError `store-unreachable`, `store-failed`, `store-evicts` */
export async function openRedis({ url, place }: Server, limits: RemoteLimits): Promise<RedisConnection> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: limits.attemptMs, reconnectStrategy: 200, keepAlive: true },
  }) as RedisClientType;
  // An offline client reports only that it is offline; why is in the events. Without a listener they end the process.
  let connectionError: unknown;
  client.on('error', (error: unknown) => {
    connectionError = error;
  });
  const connected = new Promise((resolve) => client.once('ready', resolve).once('error', resolve));
  const explain = (error: unknown): unknown =>
    error instanceof ClientOfflineError ? (connectionError ?? error) : error;
  const reconnect = createReconnect({ place, limits, classify, explain });
  try {
    await reconnect(async () => {
      if (!client.isOpen) void client.connect().catch(() => undefined);
      await connected;
      await client.ping();
    });
    await requireNoEviction(client, place);
  } catch (error) {
    client.destroy();
    throw error;
  }
  return { client, reconnect };
}

/**
 * @param warn called once when the rate limit cannot be shared
 * @throws EsgError `store-unreachable`, `store-failed`, `store-evicts`
 */
export async function connectRedis(
  server: Server,
  limits: RemoteLimits,
  warn: (line: string) => void = () => {},
): Promise<StateBackend> {
  const { client, reconnect } = await openRedis(server, limits);
  return createRedisBackend(
    client,
    reconnect,
    createRedisLimit(async () => client, { place: server.place, warn }),
  );
}
