import { EsgError, ExitCode } from '@esg-recycler/core';
import type { RedisClientType } from '@redis/client';
import type { Reconnect } from './state/reconnect.ts';
import { type RemoteLimits, remoteLimits } from './state/remote-limits.ts';
import { locateStore, type StoreFolders } from './store-location.ts';

/** The Redis or Valkey server of the store, for what is not a record: the queue of the workers, and the rate limit. */
export interface SharedRedis {
  /** For people, without credentials: `redis://host:6379`. */
  place: string;
  /** Fails at once while the server is away. */
  client: RedisClientType;
  /** Runs a step again while the server is away. */
  reconnect: Reconnect;
  close(): Promise<void>;
}

export interface SharedRedisOptions {
  /** How long a step waits for a server that has gone away, in milliseconds. Default: as long as at the start. */
  waitMs?: number;
  limits?: RemoteLimits;
}

const notRedis = (place: string): EsgError =>
  new EsgError(`store: workers need Redis or Valkey, but the store is ${place}`, {
    code: 'store-not-redis',
    exitCode: ExitCode.usage,
    hint: 'Set store (ESG_STORE_URL) to redis://HOST:6379 or rediss://HOST:6379, for the campaign and for every worker.',
  });

/**
 * @param url the `store` setting
 * @throws EsgError `store-not-redis`, `store-invalid`, `store-evicts`, exit code 2; `store-failed`, exit code 1;
 * `store-unreachable`, exit code 5
 */
export async function openSharedRedis(
  url: string | undefined,
  folders: StoreFolders,
  { waitMs = 0, limits = remoteLimits }: SharedRedisOptions = {},
): Promise<SharedRedis> {
  const location = locateStore(url, folders);
  if (location.kind === 'files') throw notRedis(location.stateFile);
  if (location.kind === 'memory') throw notRedis('memory:');
  if (location.kind !== 'redis') throw notRedis(location.place);
  const { openRedis } = await import('./state/connect-redis.ts');
  let isOpen = false;
  const leaseEnd = (awaySince: number): number => (isOpen ? awaySince + waitMs : 0);
  const { client, reconnect } = await openRedis(location, { ...limits, leaseEnd });
  isOpen = true;
  return {
    place: location.place,
    client,
    reconnect,
    async close() {
      if (client.isOpen) client.destroy();
    },
  };
}
