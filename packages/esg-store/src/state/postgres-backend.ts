import { stopwatch } from '@esg-recycler/core';
import type { Client, Pool, PoolClient } from 'pg';
import type { Change, Entry, Scope, StateBackend, StateView } from './state-backend.ts';
import type { Reconnect } from './reconnect.ts';

/** All writers of a database take turns, by this lock of the transaction: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS */
const writersLock = 0x65_73_67; // "esg"

const schema = `
  CREATE TABLE IF NOT EXISTS esg_recycler_records (
    namespace text NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (namespace, key)
  )`;

const clock = `floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint::text`;

/** A server that was promoted is another process than the one before it. */
const serverStart = `SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint::text AS start`;

type Session = Pick<Client, 'query'>;

async function readView(session: Session, scopes: readonly Scope[]): Promise<StateView> {
  const wanted = scopes.map(({ namespace, key }) => ({ namespace, key: key ?? null }));
  const age = stopwatch();
  const { rows } = await session.query<{ namespace: string | null; key: string; text: string; now: string }>(
    `SELECT records.namespace, records.key, records.value AS text, ${clock} AS now
       FROM (SELECT 1) AS one LEFT JOIN LATERAL (
         SELECT DISTINCT record.* FROM esg_recycler_records AS record
           JOIN jsonb_to_recordset($1) AS wanted (namespace text, key text)
             ON record.namespace = wanted.namespace AND record.key = coalesce(wanted.key, record.key)
       ) AS records ON true
      ORDER BY records.namespace, records.key COLLATE "C"`,
    [JSON.stringify(wanted)],
  );
  const entries = rows.flatMap(({ namespace, key, text }): Entry[] =>
    namespace === null ? [] : [{ namespace, key, text }],
  );
  return { entries, now: Number(rows[0]!.now), age };
}

const writeChange = (session: Session, { namespace, key, text }: Change): Promise<unknown> =>
  text === undefined
    ? session.query('DELETE FROM esg_recycler_records WHERE namespace = $1 AND key = $2', [namespace, key])
    : session.query(
        `INSERT INTO esg_recycler_records VALUES ($1, $2, $3)
           ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value`,
        [namespace, key, text],
      );

/** Runs a step in a transaction of its own. A connection whose transaction failed is not used again. */
async function inTransaction<T>(pool: Pool, work: (session: PoolClient) => Promise<T>): Promise<T> {
  const session = await pool.connect();
  // The pool listens to idle connections only; an error of one in use would end the process, though its query rejects.
  const ignore = (): void => {};
  session.on('error', ignore);
  let failure: Error | undefined;
  try {
    await session.query('BEGIN');
    const result = await work(session);
    await session.query('COMMIT');
    return result;
  } catch (error) {
    failure = error as Error;
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    session.off('error', ignore);
    session.release(failure);
  }
}

/** Runs a step while no other process of this project writes: two that create a table at once collide. */
export const whileAlone = <T>(pool: Pool, step: (session: PoolClient) => Promise<T>): Promise<T> =>
  inTransaction(pool, async (session) => {
    await session.query('SELECT pg_advisory_xact_lock($1)', [writersLock]);
    return step(session);
  });

export const createPostgresSchema = (pool: Pool): Promise<unknown> =>
  whileAlone(pool, (session) => session.query(schema));

/** The shared state in one table of a PostgreSQL database. */
export const createPostgresBackend = (pool: Pool, reconnect: Reconnect): StateBackend => ({
  read: (scopes) => reconnect(() => readView(pool as unknown as Session, scopes)),
  change: (scopes, plan) =>
    reconnect((signal) =>
      whileAlone(pool, async (session) => {
        const { result, changes } = plan(await readView(session, scopes));
        for (const change of changes) await writeChange(session, change);
        signal.throwIfAborted();
        return result;
      }),
    ),
  serverRun: () =>
    reconnect(async () => {
      const { rows } = await pool.query<{ start: string }>(serverStart);
      return rows[0]!.start;
    }),
  close: () => pool.end(),
});
