import { Pool } from 'pg';
import { createPostgresBackend, createPostgresSchema } from './postgres-backend.ts';
import { createReconnect } from './reconnect.ts';
import type { RemoteLimits } from './remote-limits.ts';
import type { RemoteStore } from '../store-location.ts';
import type { StateBackend } from './state-backend.ts';

/** SQLSTATE classes after which a retry can help: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const passing = /^(08|40|53|57P)/;

const classify = (error: unknown): 'away' | 'refused' | undefined => {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')) {
    return passing.test(code) ? 'away' : 'refused';
  }
  if (typeof code === 'string' && code.startsWith('E')) return 'away';
  return /connection|timeout|terminated/i.test(message ?? '') ? 'away' : undefined;
};

type Server = Pick<RemoteStore, 'url' | 'place'>;

/** @throws EsgError `store-unreachable`, `store-failed` */
export async function connectPostgres({ url, place }: Server, limits: RemoteLimits): Promise<StateBackend> {
  const pool = new Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: limits.attemptMs,
    query_timeout: limits.attemptMs,
    idle_in_transaction_session_timeout: limits.attemptMs,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: 'esg-recycler',
  });
  // A server that ends idle connections is noticed by the next step.
  pool.on('error', () => {});
  // A step takes a connection and several statements, each with a limit of its own.
  const reconnect = createReconnect({ place, limits: { ...limits, attemptMs: limits.attemptMs * 2 }, classify });
  try {
    await reconnect(() => createPostgresSchema(pool));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return createPostgresBackend(pool, reconnect);
}
