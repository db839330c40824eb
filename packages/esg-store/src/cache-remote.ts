import type { SharedLimit } from '@esg-recycler/core';
import { Keyv, type KeyvStoreAdapter } from 'keyv';
import type { ClientBase } from 'pg';
import type { ScriptClient } from './state/redis-limit.ts';
import type { RemoteStore } from './store-location.ts';

/** A server that is away must not hold up what works without a cache; milliseconds. */
const connectMs = 5000;

async function createRedisAdapter(url: string) {
  const { default: KeyvRedis } = await import('@keyv/redis');
  const socket = { connectTimeout: connectMs, reconnectStrategy: false as const };
  const limits = { throwOnConnectError: true, throwOnErrors: true };
  return new KeyvRedis({ url, socket }, limits);
}

/**
 * The adapter does not listen to the errors of its pool, so a server that ends an idle connection would end the process.
 * Therefore no connection stays idle, and one in use has a listener.
 */
const poolOptions = {
  connectionTimeoutMillis: connectMs,
  max: 2,
  maxUses: 1,
  onConnect: (client: ClientBase) => void client.on('error', () => {}),
};

/** The adapter creates its table in several steps, which two processes must not take at once. */
async function createPostgresAdapter(url: string): Promise<KeyvStoreAdapter> {
  const [{ KeyvPostgres }, { Pool }, { whileAlone }] = await Promise.all([
    import('@keyv/postgres'),
    import('pg'),
    import('./state/postgres-backend.ts'),
  ]);
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: connectMs, max: 1 });
  pool.on('error', () => {});
  try {
    return await whileAlone(pool, async () => {
      const store = new KeyvPostgres({ uri: url, table: 'esg_recycler_cache', ...poolOptions });
      // Responds once the table exists.
      await store.has('table');
      return store;
    });
  } finally {
    await pool.end();
  }
}

/** Keyv on a server. Who opened it disconnects it. */
export interface RemoteKeyv {
  keyv: Keyv;
  /** On the connection of the cache; only Redis and Valkey have one. */
  sharedLimit?: SharedLimit;
}

/** @param options.warn called once when the rate limit cannot be shared */
export async function createRemoteKeyv(
  { kind, url, place }: RemoteStore,
  { onError, warn }: { onError: (error: unknown) => void; warn: (line: string) => void },
): Promise<RemoteKeyv> {
  const over = (store: KeyvStoreAdapter): Keyv => {
    const keyv = new Keyv({ store, namespace: 'esg-recycler' });
    keyv.on('error', onError);
    return keyv;
  };
  if (kind === 'postgres') return { keyv: over(await createPostgresAdapter(url)) };
  const [adapter, { createRedisLimit }] = await Promise.all([
    createRedisAdapter(url),
    import('./state/redis-limit.ts'),
  ]);
  const connect = async () => (await adapter.getClient()) as ScriptClient;
  return { keyv: over(adapter), sharedLimit: createRedisLimit(connect, { place, warn }) };
}
