import { EsgError, ExitCode } from '@esg-recycler/core';
import { createCache, warnOnStderr, type Cache, type Warn } from './cache.ts';
import { createLeases, type Leases } from './leases.ts';
import type { Intent, Journal, Ledger, LeaseSession } from './record-types.ts';
import { createRecords, type Records } from './records.ts';
import { openStateFile } from './state-file.ts';
import { locateStore, type StoreFolders } from './store-location.ts';

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
  close(): Promise<void>;
}

/**
 * The store, for commands that recycle: it must outlive the process, so memory and a read-only state file are refused.
 * An unusable cache is only a warning. Use local disks only: SQLite's write-ahead log does not work on a network file
 * system.
 *
 * @param options.url the `store` setting; without it, two files in the two folders
 * @param options.warn called once when the cache fails
 * @throws EsgError, exit code 2: `store-not-durable`, `store-unwritable`, `store-corrupt`, `store-newer`,
 * `store-unsupported`, `store-invalid`; exit code 1: `store-busy`
 */
export async function openStore(options: StoreFolders & { url?: string; warn?: Warn }): Promise<Store> {
  const { url, warn = warnOnStderr } = options;
  const location = locateStore(url, options);
  if (!location.stateFile) {
    throw new EsgError('store: memory: supports only the cache, but the record of a recycle must outlive the process', {
      code: 'store-not-durable',
      exitCode: ExitCode.usage,
      hint: 'Remove store (ESG_STORE_URL): then the record is in the folder ESG_STATE_DIR.',
    });
  }
  const state = await openStateFile(location.stateFile);
  const cache = createCache(location, warn);
  return {
    cache,
    leases: createLeases(state),
    intents: createRecords<Intent>(state, 'intents'),
    journals: createRecords<Journal>(state, 'journals'),
    ledgers: createRecords<Ledger>(state, 'ledgers'),
    leaseSessions: createRecords<LeaseSession>(state, 'tenures'),
    async close() {
      await cache.close();
      state.close();
    },
  };
}
