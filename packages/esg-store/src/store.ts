import { EsgError, ExitCode, type SharedLimit } from '@esg-recycler/core';
import { createCache, warnOnStderr, type Cache, type Warn } from './cache.ts';
import { createLeases, type Leases } from './leases.ts';
import { requireKept } from './lifetime/require-kept.ts';
import { createLeaseTimes } from './lease-times.ts';
import type { Intent, Journal, Ledger, LeaseSession, RunControl, RunStatus } from './record-types.ts';
import { createRecords, type Records } from './records.ts';
import { openStateFile } from './state-file.ts';
import { remoteLimits, type RemoteLimits } from './state/remote-limits.ts';
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
  /** By run, as `statuses`. */
  controls: Records<RunControl>;
  statuses: Records<RunStatus>;
  /** The server that several machines share, without credentials: `redis://host:6379`; undefined: this machine only. */
  server: string | undefined;
  /** Spot's rate limit, shared by all processes with this store; undefined: the store is not Redis or Valkey. */
  sharedLimit: SharedLimit | undefined;
  /** Identifies the running process of that server: see `StateBackend`. */
  serverRun(): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface StoreOptions extends StoreFolders {
  url?: string;
  warn?: Warn;
  inheritedMs?: number;
  apiUrl?: string;
}

/**
 * The store, for commands that recycle: it must outlive the process, so memory and a read-only state file are refused.
 * An unusable cache is only a warning. Use local disks only for SQLite: its write-ahead log does not work on a network
 * file system; several machines share a server.
 *
 * @param options.url the `store` setting; without it, two files in the two folders
 * @param options.inheritedMs the time of a lease that this process has inherited: so long it waits for a server that is
 * away, as the holder does for the time that its lease still has
 * @param options.apiUrl the API of Spot, for commands that take a lease: they are refused where the state is not kept
 * @param options.warn called once when the cache fails, and once when the rate limit cannot be shared
 * @throws EsgError, exit code 2: `store-not-durable`, `store-unwritable`, `store-corrupt`, `store-newer`,
 * `store-invalid`, `store-evicts`; from `leases.acquire` also `state-ephemeral`; exit code 1: `store-busy`, `store-failed`; exit code 5: `store-unreachable`
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url, warn = warnOnStderr, inheritedMs } = options;
  const location = locateStore(url, options);
  const times = createLeaseTimes(inheritedMs);
  const state = await openState(
    location,
    { ...remoteLimits, leaseEnd: (awaySince) => times.latestEnd(awaySince) },
    warn,
  );
  const cache = createCache(location, warn);
  return {
    cache,
    leases: keptLeases(createLeases(state, times), location, options.apiUrl),
    intents: createRecords<Intent>(state, 'intents'),
    journals: createRecords<Journal>(state, 'journals'),
    ledgers: createRecords<Ledger>(state, 'ledgers'),
    leaseSessions: createRecords<LeaseSession>(state, 'tenures'),
    controls: createRecords<RunControl>(state, 'controls'),
    statuses: createRecords<RunStatus>(state, 'statuses'),
    server: 'place' in location ? location.place : undefined,
    sharedLimit: state.sharedLimit,
    serverRun: () => state.serverRun(),
    async close() {
      await cache.close();
      await state.close();
    },
  };
}

/** Whoever takes a lease will recycle, so the state must be kept. Commands that only read also run where it is not. */
function keptLeases(leases: Leases, location: StoreLocation, apiUrl: string | undefined): Leases {
  return {
    ...leases,
    acquire: async (groups, options) => {
      if (location.kind === 'files' && apiUrl !== undefined) requireKept(location.stateFile, { apiUrl });
      return leases.acquire(groups, options);
    },
  };
}

/** A client of a server is loaded only where one is used. */
async function openState(location: StoreLocation, limits: RemoteLimits, warn: Warn): Promise<StateBackend> {
  if (location.kind === 'memory') return refuseMemory();
  if (location.kind === 'files') return createSqliteBackend(await openStateFile(location.stateFile));
  if (location.kind === 'redis') return (await import('./state/connect-redis.ts')).connectRedis(location, limits, warn);
  return (await import('./state/connect-postgres.ts')).connectPostgres(location, limits);
}

function refuseMemory(): never {
  throw new EsgError('store: memory: supports only the cache, but the record of a recycle must outlive the process', {
    code: 'store-not-durable',
    exitCode: ExitCode.usage,
    hint: 'Remove store (ESG_STORE_URL): then the record is in the folder ESG_STATE_DIR.',
  });
}
