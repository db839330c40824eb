import { mapConcurrently } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { createSpotClients } from '@esg-recycler/spotinst-client';
import { type Access, type AccessOptions, listAccount, openAccounts, type ReadListing } from './accounts.ts';
import type { CampaignAccount, CampaignOptions } from './campaign-file.ts';
import { type CampaignReading, readCluster } from './read-cluster.ts';
import type { CampaignCluster } from './resolve-waves.ts';

/** A cluster with its reading. */
export interface ReadClusterEntry {
  cluster: CampaignCluster;
  reading: CampaignReading;
}

/** Spot and the records, for all accounts of a campaign. */
export interface OpenCampaign {
  accesses: readonly Access[];
  /** Lists every group of every account: one request per account. */
  list: () => Promise<ReadListing[]>;
  /** Reads these clusters, a few at a time; with the marks of other machines by default. */
  read: (
    clusters: readonly CampaignCluster[],
    listings: readonly ReadListing[],
    withMarks?: boolean,
  ) => Promise<ReadClusterEntry[]>;
}

/** Spot counts the requests of an organization together, so only a few clusters are read at the same time. */
const readsAtOnce = 4;

/** Opens the accounts and their stores while `use` runs. */
export async function withCampaign<T>(
  accounts: readonly CampaignAccount[] | undefined,
  runOptions: CampaignOptions,
  accessOptions: AccessOptions,
  use: (open: OpenCampaign) => Promise<T>,
): Promise<T> {
  const accesses = openAccounts(accounts, accessOptions);
  const opened = new Map<string, Store>();
  try {
    const stores: Store[] = [];
    for (const { settings } of accesses) {
      const { store: url, stateDir, cacheDir } = settings;
      const place = `${url ?? stateDir} ${cacheDir}`;
      const store = opened.get(place) ?? (await openStore({ url, stateDir, cacheDir }));
      opened.set(place, store);
      stores.push(store);
    }
    const clients = accesses.map(({ settings }, index) =>
      createSpotClients(settings, { shared: stores[index]!.sharedLimit }),
    );
    return await use({
      accesses,
      list: () => Promise.all(accesses.map((access, index) => listAccount(access, clients[index]!))),
      read: (clusters, listings, withMarks = true) =>
        mapConcurrently(clusters, readsAtOnce, async (cluster) => {
          const { listing: index } = cluster;
          const source = { listing: listings[index]!, store: stores[index]!, options: runOptions, withMarks };
          return { cluster, reading: await readCluster(cluster, source) };
        }),
    });
  } finally {
    for (const store of opened.values()) await store.close();
  }
}
