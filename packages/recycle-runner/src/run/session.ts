import type { Settings } from '@esg-recycler/core';
import { decodeLease, type LeasedCluster, type Store } from '@esg-recycler/esg-store';
import {
  asLeased,
  beginLeaseSession,
  checkWatchFits,
  type Context,
  contextOf,
  endLeaseSession,
  firstWatchMs,
  groupIdsOf,
  liftSuspensions,
  rolledElsewhere,
  type SelectedCluster,
} from '@esg-recycler/spotinst-stateful';
import { withCluster } from '../cluster/open-cluster.ts';
import type { RollOptions } from '../cluster/options.ts';
import { createPlanReader, type ReadPlan } from '../cluster/read-plan.ts';
import { restoreRootPersistence } from './restore-root-persistence.ts';

/** Everything that planning and rolling one cluster needs. */
export interface RollSession {
  settings: Settings;
  cluster: SelectedCluster;
  /** The ids of every group of the cluster. */
  groups: string[];
  /** The cluster as the token of its lease describes it. */
  leased: LeasedCluster;
  store: Store;
  /** Reads Spot and plans from it. */
  read: ReadPlan;
  /** First after the lease is acquired, and last before it is released. */
  beginLeaseSession: (token: string) => Promise<void>;
  endLeaseSession: (token: string) => Promise<void>;
  /**
   * Refuses a timeout that is too short for the quiet period before the first request, if one is needed.
   *
   * @param token of the lease, if it is held
   * @throws EsgError `timeout-short`, exit code 2
   */
  checkFirstWatch: (token?: string) => Promise<void>;
  /** Restores the root persistence after an interrupted run, under the lease that the token names. */
  restoreRootPersistence: (token: string, signal: AbortSignal) => Promise<void>;
  /** Resumes the processes that a roll suspended; before the lease that the token names is released. */
  liftSuspensions: (token: string) => Promise<void>;
}

/** Opens settings, Spot and store for one cluster while `use` runs. */
export async function withRollSession<T>(options: RollOptions, use: (session: RollSession) => Promise<T>): Promise<T> {
  const { since, limit, replaceRoot, timeoutMs, pollIntervalMs, overrides } = options;
  const takeOver = overrides.find(({ rule }) => rule === rolledElsewhere)?.reason;
  return withCluster(options, (open) => {
    const { settings, cluster, store } = open;
    const groups = groupIdsOf(cluster);
    const contextFor = (rest: Partial<Pick<Context, 'leaseToken' | 'signal'>>): Context => contextOf(open, rest);
    return use({
      settings,
      cluster,
      groups,
      leased: asLeased(cluster),
      store,
      read: createPlanReader({ settings, cluster, store, since, limit, replaceRoot, timeoutMs, takeOver }),
      beginLeaseSession: (token) => beginLeaseSession(store, cluster, decodeLease(token)),
      endLeaseSession: (token) => endLeaseSession(store, groups, decodeLease(token)),
      checkFirstWatch: async (token) => {
        const lease = token === undefined ? undefined : decodeLease(token);
        const watchMs = await firstWatchMs(contextFor({}), groups, { pollIntervalMs, lease });
        if (watchMs !== undefined) checkWatchFits(cluster.name, watchMs, timeoutMs);
      },
      restoreRootPersistence: (leaseToken, signal) =>
        restoreRootPersistence(contextFor({ leaseToken, signal }), groups, options),
      liftSuspensions: (token) => liftSuspensions(contextFor({}), cluster, decodeLease(token)),
    });
  });
}
