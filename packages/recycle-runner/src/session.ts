import { type Finding, resolveSettings, type Settings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { listAccountGroups } from '@esg-recycler/spotinst-client';
import { connectSpot, freshSource } from './connection.ts';
import { createObserver } from './observe.ts';
import type { RollOptions } from './options.ts';
import type { PlannedInstance } from './plan.ts';
import { type RollCluster, selectCluster } from './roll-cluster.ts';
import type { RollView } from './roll-context.ts';
import { findingsOf, inspectCluster } from './roll-findings.ts';

/** Everything open that planning and rolling one cluster needs. */
export interface Session {
  settings: Settings;
  cluster: RollCluster;
  /** The ids of every group of the cluster. */
  groups: string[];
  store: Store;
  /** Reads Spot afresh and plans from it. */
  look: () => Promise<RollView>;
  /** What speaks against a plan. */
  inspect: (planned: readonly PlannedInstance[]) => Promise<Finding[]>;
}

/** Opens settings, Spot and store for one cluster, for as long as something is done with it. */
export async function withSession<T>(options: RollOptions, use: (session: Session) => Promise<T>): Promise<T> {
  const { config, selection, since, limit } = options;
  const settings = resolveSettings({ configPath: config });
  const { clusters, store: url, stateDir, cacheDir } = settings;
  const clients = connectSpot(settings);
  const cluster = selectCluster(await listAccountGroups(clients), clusters, selection);
  const groups = cluster.groups.map(({ group }) => group.id);
  const store = await openStore({ url, stateDir, cacheDir });
  try {
    const source = freshSource(settings, clients, store.cache);
    return await use({
      settings,
      cluster,
      groups,
      store,
      look: createObserver({ settings, cluster, groups, store, source, since, limit }),
      inspect: async (planned) =>
        findingsOf(await inspectCluster({ clients, clusters, store }, cluster, since), planned),
    });
  } finally {
    await store.close();
  }
}
