import { resolveSettings, type Settings } from '@esg-recycler/core';
import { cacheScope, keepAnswers } from '@esg-recycler/esg-inventory';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { createSpotClients, listAccountGroups, type SpotClient } from '@esg-recycler/spotinst-client';
import { type ClusterSelection, type SelectedCluster, selectCluster } from '@esg-recycler/spotinst-stateful';
import { expandGlobs } from './expand-globs.ts';

/** One cluster with its settings, clients and store. */
export interface OpenCluster {
  settings: Settings;
  /** They write every response to the cache that the inventory reads. */
  clients: SpotClient[];
  cluster: SelectedCluster;
  store: Store;
}

/** Opens settings, Spot and store for one cluster while `use` runs. */
export async function withCluster<T>(
  { config, selection: given }: { config?: string; selection: ClusterSelection },
  use: (open: OpenCluster) => Promise<T>,
): Promise<T> {
  const settings = resolveSettings({ configPath: config });
  const { clusters, store: url, stateDir, cacheDir, apiUrl, token, inventory } = settings;
  const plain = createSpotClients(settings);
  // The only listing of entire accounts in a roll: all other processes get the groups of the cluster.
  const known = await listAccountGroups(plain);
  const selection = expandGlobs(known, given);
  // Unknown names are refused before any file is created.
  selectCluster(known, { clients: plain, clusters }, selection);
  const store = await openStore({ url, stateDir, cacheDir });
  const keeping = { cache: store.cache, scope: cacheScope(apiUrl, token), ttlMs: inventory.cacheTtlMs };
  const clients = createSpotClients(settings, { shared: store.sharedLimit }).map((client) => keepAnswers(client, keeping));
  try {
    return await use({ settings, clients, cluster: selectCluster(known, { clients, clusters }, selection), store });
  } finally {
    await store.close();
  }
}
