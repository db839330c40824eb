import { type Finding, resolveSettings, type Settings } from '@esg-recycler/core';
import type { GroupSource } from '@esg-recycler/esg-inventory';
import { openStore, type Snapshot, type Store } from '@esg-recycler/esg-store';
import {
  imageOf,
  listAccountGroups,
  persistenceOf,
  type SpotClient,
  type StatefulInstance,
} from '@esg-recycler/spotinst-client';
import { openIntentsOf, proveRecycle } from '@esg-recycler/spotinst-stateful';
import { connectSpot, freshSource } from './connection.ts';
import { lookAt } from './look.ts';
import type { RollOptions } from './options.ts';
import { type PlannedInstance, planRoll } from './plan.ts';
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

const snapshotOf = ({
  instanceId,
  imageId,
  privateIp,
  launchedAt,
  devices,
}: StatefulInstance | Snapshot): Snapshot => ({
  instanceId,
  imageId,
  privateIp,
  launchedAt,
  devices,
});

interface Reading {
  settings: Settings;
  cluster: RollCluster;
  groups: readonly string[];
  store: Store;
  source: GroupSource;
}

async function view({ settings, cluster, groups, store, source }: Reading, options: RollOptions): Promise<RollView> {
  const intents = await openIntentsOf(store, groups);
  const { since, limit } = options;
  const { candidates, seen } = await lookAt(source, cluster, {
    since,
    underWay: new Set(intents.map(({ ssi }) => ssi)),
    wantStatus: settings.inventory.wantStatus,
  });
  const now = (ssi: string): Snapshot | undefined => {
    const found = seen.get(ssi);
    return found && snapshotOf(found.instance);
  };
  return {
    planned: planRoll(candidates, { since: since === undefined ? undefined : new Date(since).toISOString(), limit }),
    snapshotOf: now,
    startOf: (ssi) => {
      const start = intents.find((intent) => intent.ssi === ssi) ?? seen.get(ssi)?.instance;
      if (!start) throw new Error(`${ssi} is planned and was not read`);
      return snapshotOf(start);
    },
    prove: (ssi, before) => {
      const found = seen.get(ssi);
      if (!found) return undefined;
      const target = imageOf(found.group) ?? '';
      return proveRecycle(before, found.instance, { target, persistence: persistenceOf(found.group) });
    },
  };
}

/** Opens settings, Spot and store for one cluster, for as long as something is done with it. */
export async function withSession<T>(options: RollOptions, use: (session: Session) => Promise<T>): Promise<T> {
  const settings = resolveSettings({ configPath: options.config });
  const clients: SpotClient[] = connectSpot(settings);
  const cluster = selectCluster(await listAccountGroups(clients), settings.clusters, options.selection);
  const groups = cluster.groups.map(({ group }) => group.id);
  const { store: url, stateDir, cacheDir } = settings;
  const store = await openStore({ url, stateDir, cacheDir });
  try {
    const source = freshSource(settings, clients, store.cache);
    const reading = { settings, cluster, groups, store, source };
    const { clusters } = settings;
    return await use({
      settings,
      cluster,
      groups,
      store,
      look: () => view(reading, options),
      inspect: async (planned) =>
        findingsOf(await inspectCluster({ clients, clusters, store }, cluster, options.since), planned),
    });
  } finally {
    await store.close();
  }
}
