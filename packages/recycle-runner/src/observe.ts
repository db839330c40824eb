import type { Settings } from '@esg-recycler/core';
import type { GroupSource } from '@esg-recycler/esg-inventory';
import type { Snapshot, Store } from '@esg-recycler/esg-store';
import { persistenceOf } from '@esg-recycler/spotinst-client';
import { awaitedGatesOf, openIntentsOf, proveRecycle, rootRecordsOf } from '@esg-recycler/spotinst-stateful';
import { lookAt } from './look.ts';
import { planRoll, resolveLimit } from './plan.ts';
import type { RollCluster } from './roll-cluster.ts';
import type { RollView } from './roll-context.ts';

export interface Observed {
  settings: Settings;
  cluster: RollCluster;
  /** The ids of every group of the cluster. */
  groups: readonly string[];
  store: Store;
  source: GroupSource;
  /** Milliseconds since the epoch. */
  since?: number;
  /** Ids or addresses. */
  limit: readonly string[];
  /** Whether root volumes are given up where a group persists them. */
  replaceRoot: boolean;
}

const asSnapshot = ({ instanceId, imageId, privateIp, launchedAt, devices }: Snapshot): Snapshot => ({
  instanceId,
  imageId,
  privateIp,
  launchedAt,
  devices,
});

/**
 * Reads the cluster again and again; every time afresh, with what is on record of recycles under way.
 *
 * @returns a function that throws EsgError `limit-unknown`, exit code 2, at its first call
 */
export function createObserver({ settings, cluster, groups, store, source, since, limit, replaceRoot }: Observed) {
  let limitIds: string[] | undefined;
  const sinceText = since === undefined ? undefined : new Date(since).toISOString();

  return async (): Promise<RollView> => {
    const intents = await openIntentsOf(store, groups);
    const underWay = new Set(intents.map(({ ssi }) => ssi));
    const gates = await awaitedGatesOf(store, groups);
    const { wantStatus } = settings.inventory;
    const roots = replaceRoot ? await rootRecordsOf(store, groups) : undefined;
    const { candidates, seen } = await lookAt(source, cluster, { since, underWay, gates, wantStatus, roots });
    limitIds ??= resolveLimit(candidates, limit);
    const snapshotOf = (ssi: string): Snapshot | undefined => {
      const found = seen.get(ssi);
      return found && asSnapshot(found.instance);
    };
    return {
      planned: planRoll(candidates, { since: sinceText, limit: limitIds }),
      snapshotOf,
      startOf: (ssi) => {
        const intent = intents.find((one) => one.ssi === ssi);
        return intent ? asSnapshot(intent) : snapshotOf(ssi);
      },
      prove: (ssi, before, target) => {
        const found = seen.get(ssi);
        if (!found) return undefined;
        const persistence = persistenceOf(found.group);
        const replacesRoot = replaceRoot && persistence.rootDevice;
        return proveRecycle(before, found.instance, { target, persistence, replacesRoot });
      },
    };
  };
}
