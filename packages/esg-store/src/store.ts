import { EsgError, ExitCode } from '@esg-recycler/core';
import { createCache, warnOnStderr, type Cache, type Warn } from './cache.ts';
import { createLeases, type Leases } from './leases.ts';
import type { Intent, Journal, Ledger, LeaseSession } from './record-types.ts';
import { createRecords, type Records } from './records.ts';
import { openStateFile } from './state-file.ts';
import { remoteLimits } from './state/remote-limits.ts';
import { createSqliteBackend } from './state/sqlite-backend.ts';
import type { StateBackend } from './state/state-backend.ts';
import { locateStore, type StoreFolders, type StoreLocation } from './store-location.ts';

/** All data that outlives a process. */
export interface Store {
  /** Opened on first use. */
  cache: Cache;
  leases: Leases;
  intents: Records<Intent>;
  journals: Records<Journal>;
  ledgers: Records<Ledger>;
  /** By group id. */
  leaseSessions: Records<LeaseSession>;
  /** The server that several machines share, without credentials: `redis://host:6379`; undefined: this machine only. */
  server: string | undefined;
  close(): Promise<void>;
}

/**
 * The store, for commands that recycle: it must outlive the process, so memory and a read-only state file are refused.
 * An unusable cache is only a warning. Use local disks only for SQLite: its write-ahead log does not work on a network
 * file system; several machines share a server.
 *
 * @param options.url the `store` setting; without it, two files in the two folders
 * @param options.warn called once when the cache fails
 * @throws EsgError, exit code 2: `store-not-durable`, `store-unwritable`, `store-corrupt`, `store-newer`,
 * `store-invalid`, `store-evicts`; exit code 1: `store-busy`, `store-failed`; exit code 5: `store-unreachable`
 */
export async function openStore(options: StoreFolders & { url?: string; warn?: Warn }): Promise<Store> {
  const { url, warn = warnOnStderr } = options;
  const location = locateStore(url, options);
  const state = await openState(location);
  const cache = createCache(location, warn);
  return {
    cache,
    leases: createLeases(state),
    intents: createRecords<Intent>(state, 'intents'),
    journals: createRecords<Journal>(state, 'journals'),
    ledgers: createRecords<Ledger>(state, 'ledgers'),
    leaseSessions: createRecords<LeaseSession>(state, 'tenures'),
    server: 'place' in location ? location.place : undefined,
    async close() {
      await cache.close();
      await state.close();
    },
  };
}

/** A client of a server is loaded only where one is used. */
async function openState(location: StoreLocation): Promise<StateBackend> {
  if (location.kind === 'memory') return refuseMemory();
  if (location.kind === 'files') return createSqliteBackend(await openStateFile(location.stateFile));
  if (location.kind === 'redis') return (await import('./state/connect-redis.ts')).connectRedis(location, remoteLimits);
  return (await import('./state/connect-postgres.ts')).connectPostgres(location, remoteLimits);
}

function refuseMemory(): never {
  throw new EsgError('store: memory: supports only the cache, but the record of a recycle must outlive the process', {
    code: 'store-not-durable',
    exitCode: ExitCode.usage,
    hint: 'Remove store (ESG_STORE_URL): then the record is in the folder ESG_STATE_DIR.',
  });
}
