import { resolveStoreSettings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';

/** Where runs are recorded: in the store, and in folders on this machine. */
interface OpenStore {
  store: Store;
  stateDir: string;
}

/** Opens the store while `use` runs. Spot is not queried, so this works while Spot cannot be reached. */
export async function withStore<T>(config: string | undefined, use: (opened: OpenStore) => Promise<T>): Promise<T> {
  const { store: url, stateDir, cacheDir } = resolveStoreSettings({ configPath: config });
  const store = await openStore({ url, stateDir, cacheDir });
  try {
    return await use({ store, stateDir });
  } finally {
    await store.close();
  }
}
