import { formatDuration, resolveSettings, type Settings } from '@esg-recycler/core';
import { cacheScope, keepAnswers } from '@esg-recycler/esg-inventory';
import { openStore, type Store } from '@esg-recycler/esg-store';
import {
  createSpotClients,
  listAccountGroups,
  type RateLimitBlock,
  type SpotClient,
} from '@esg-recycler/spotinst-client';
import { type ClusterSelection, type SelectedCluster, selectCluster } from '@esg-recycler/spotinst-stateful';
import { expandGlobs } from './expand-globs.ts';

/** One cluster with its settings, clients and store. */
export interface OpenCluster {
  settings: Settings;
  /** They write every response to the cache that the inventory reads. */
  clients: SpotClient[];
  cluster: SelectedCluster;
  store: Store;
  /** From now on, blocks by Spot's rate limit are reported to this function. Default: a line on stderr. */
  reportRateLimits: (report: (block: RateLimitBlock) => void) => void;
}

const noteRateLimit = ({ route, waitMs }: RateLimitBlock): void =>
  void process.stderr.write(
    `Spot's rate limit blocks ${route}: waiting ${formatDuration(Math.ceil(waitMs / 1000) * 1000)}\n`,
  );

/** Opens settings, Spot and store for one cluster while `use` runs. */
export async function withCluster<T>(
  { config, selection: given }: { config?: string; selection: ClusterSelection },
  use: (open: OpenCluster) => Promise<T>,
): Promise<T> {
  const settings = resolveSettings({ configPath: config });
  const { clusters, store: url, stateDir, cacheDir, apiUrl, token, inventory } = settings;
  let report = noteRateLimit;
  const reportRateLimits: OpenCluster['reportRateLimits'] = (next) => {
    report = next;
  };
  const onBlocked = (block: RateLimitBlock): void => report(block);
  const plain = createSpotClients(settings, { onBlocked });
  // All other processes get the groups of the cluster. Only the guard lists the accounts again, see `checkMembers`.
  const known = await listAccountGroups(plain);
  const selection = expandGlobs(known, given);
  // Unknown names are refused before any file is created.
  selectCluster(known, { clients: plain, clusters }, selection);
  const store = await openStore({ url, stateDir, cacheDir, apiUrl });
  const keeping = { cache: store.cache, scope: cacheScope(apiUrl, token), ttlMs: inventory.cacheTtlMs };
  const clients = createSpotClients(settings, { shared: store.sharedLimit, onBlocked }).map((client) =>
    keepAnswers(client, keeping),
  );
  try {
    return await use({
      settings,
      clients,
      cluster: selectCluster(known, { clients, clusters }, selection),
      store,
      reportRateLimits,
    });
  } finally {
    await store.close();
  }
}
