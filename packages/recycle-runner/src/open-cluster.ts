import { resolveSettings, type Settings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { listAccountGroups, type SpotClient } from '@esg-recycler/spotinst-client';
import { connectSpot } from './connection.ts';
import { type RollCluster, selectCluster, type Selection } from './roll-cluster.ts';

/** One cluster, and what is needed to read it and to remember something about it. */
export interface OpenCluster {
  settings: Settings;
  clients: SpotClient[];
  cluster: RollCluster;
  store: Store;
}

/** Opens settings, Spot and store for one cluster, for as long as something is done with it. */
export async function withCluster<T>(
  { config, selection }: { config?: string; selection: Selection },
  use: (open: OpenCluster) => Promise<T>,
): Promise<T> {
  const settings = resolveSettings({ configPath: config });
  const { clusters, store: url, stateDir, cacheDir } = settings;
  const clients = connectSpot(settings);
  const cluster = selectCluster(await listAccountGroups(clients), clusters, selection);
  const store = await openStore({ url, stateDir, cacheDir });
  try {
    return await use({ settings, clients, cluster, store });
  } finally {
    await store.close();
  }
}
