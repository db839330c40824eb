import { resolveSettings, type Settings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';

/** Opens settings and store while `use` runs. Spot is not queried, so this works while Spot cannot be reached. */
export async function withStore<T>(
  config: string | undefined,
  use: (store: Store, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = resolveSettings({ configPath: config });
  const { store: url, stateDir, cacheDir } = settings;
  const store = await openStore({ url, stateDir, cacheDir });
  try {
    return await use(store, settings);
  } finally {
    await store.close();
  }
}
