import type { Finding, Settings } from '@esg-recycler/core';
import type { InstanceSnapshot, Store } from '@esg-recycler/esg-store';
import {
  type ClusterView,
  instancesOf,
  planHorizonMs,
  type Verification,
  verifyRecycle,
  type SelectedCluster,
  viewCluster,
} from '@esg-recycler/spotinst-stateful';
import { planFindings } from '../plan/plan-findings.ts';
import { type Plan, planRoll, resolveLimit } from '../plan/plan.ts';

export interface PlanReaderOptions {
  settings: Settings;
  cluster: SelectedCluster;
  store: Store;
  /** Milliseconds since the epoch. */
  since?: number;
  /** Ids or addresses. */
  limit: readonly string[];
  /** Whether persisted root volumes are replaced. */
  replaceRoot: boolean;
  /** How long one recycle may take, in milliseconds. */
  timeoutMs: number;
  /** Why a mark of another machine may be taken over. */
  takeOver?: string;
}

/** One reading of the cluster, and its plan. */
export interface PlanReading extends Plan {
  view: ClusterView;
  /** What blocks the plan or must be shown with it. */
  findings: Finding[];
  /** The instance now; undefined when its group no longer lists it. */
  snapshotOf: (ssi: string) => InstanceSnapshot | undefined;
  /** The instance before the recycle in progress, else now; undefined when it is not listed. */
  startOf: (ssi: string) => InstanceSnapshot | undefined;
  /** Compares the instance with its earlier state and its target image; undefined when it is not listed. */
  verify: (ssi: string, before: InstanceSnapshot, target: string) => Verification | undefined;
}

/** Reads the cluster; a plan also needs its deployments. */
export type ReadPlan = (options?: { withDeployments?: boolean }) => Promise<PlanReading>;

const asSnapshot = ({ instanceId, imageId, privateIp, launchedAt, devices }: InstanceSnapshot): InstanceSnapshot => ({
  instanceId,
  imageId,
  privateIp,
  launchedAt,
  devices,
});

/**
 * Reads the cluster at every call, with the recorded recycles in progress; never from a cache.
 *
 * @returns a function that throws EsgError `limit-unknown`, exit code 2, at its first call
 */
export function createPlanReader(options: PlanReaderOptions): ReadPlan {
  const { settings, cluster, store, since, limit, replaceRoot, timeoutMs, takeOver } = options;
  const chosen = new Set(cluster.chosen.map(({ group }) => group.id));
  const { wantStatus } = settings.inventory;
  let limitIds: string[] | undefined;

  return async ({ withDeployments = false } = {}) => {
    const reading = { since, replaceRoot, timeoutMs, leastHorizonMs: planHorizonMs, withDeployments };
    const view = await viewCluster({ store, takeOver }, cluster, { ...reading, withStatus: wantStatus });
    const meant = instancesOf(view).filter(({ esg }) => chosen.has(esg));
    limitIds ??= resolveLimit(
      meant.map(({ stateful, address }) => ({ ssi: stateful.id, address })),
      limit,
    );
    const plan = planRoll(view, { chosen, since, limit: limitIds });
    const find = (ssi: string) => meant.find(({ stateful }) => stateful.id === ssi);
    const snapshotOf = (ssi: string): InstanceSnapshot | undefined => {
      const found = find(ssi);
      return found && asSnapshot(found.stateful);
    };
    return {
      ...plan,
      view,
      findings: planFindings(view, chosen, plan.planned),
      snapshotOf,
      startOf: (ssi) => {
        const intent = view.intents.find((one) => one.ssi === ssi);
        return intent ? asSnapshot(intent) : snapshotOf(ssi);
      },
      verify: (ssi, before, target) => {
        const found = find(ssi);
        const persistence = view.groups.find(({ esg }) => esg === found?.esg)?.persistence;
        if (!found || !persistence) return undefined;
        const replacesRoot = replaceRoot && persistence.rootDevice;
        return verifyRecycle(before, found.stateful, { target, persistence, replacesRoot });
      },
    };
  };
}
