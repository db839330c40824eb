import { resolveStoreSettings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';

/** The records of runs: ledgers in the store, folders on this machine. */
export interface OpenRecords {
  store: Store;
  stateDir: string;
}

/** Opens the store, without access to Spot, while `use` runs. */
export async function withRecords<T>(
  config: string | undefined,
  use: (records: OpenRecords) => Promise<T>,
): Promise<T> {
  const { store: url, stateDir, cacheDir } = resolveStoreSettings({ configPath: config });
  const store = await openStore({ url, stateDir, cacheDir });
  try {
    return await use({ store, stateDir });
  } finally {
    await store.close();
  }
}
