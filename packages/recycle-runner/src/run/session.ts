import type { EmitEvent, Settings } from '@esg-recycler/core';
import { decodeLease, type LeasedCluster, type Store } from '@esg-recycler/esg-store';
import {
  asLeased,
  beginLeaseSession,
  checkMembers,
  checkWatchFits,
  type Context,
  contextOf,
  emitRateLimit,
  endLeaseSession,
  firstWatchMs,
  type ImageChange,
  groupIdsOf,
  liftSuspensions,
  locateCluster,
  rolledElsewhere,
  type SelectedCluster,
  setImages,
  withLease,
} from '@esg-recycler/spotinst-stateful';
import { withCluster } from '../cluster/open-cluster.ts';
import type { RollOptions } from '../cluster/options.ts';
import { createPlanReader, type ReadPlan } from '../cluster/read-plan.ts';
import { settleRecords } from './settle-records.ts';

/** How images are set: under which lease, by which run. */
export interface ImageSetting {
  token: string;
  run: string;
  emit: EmitEvent;
  signal: AbortSignal;
  /** Called right before each request; an error prevents it. */
  checkAgain: () => Promise<void>;
}

/** Everything that planning and rolling one cluster needs. */
export interface RollSession {
  settings: Settings;
  cluster: SelectedCluster;
  /** The ids of every group of the cluster. */
  groups: string[];
  /** The cluster as the token of its lease describes it. */
  leased: LeasedCluster;
  store: Store;
  /** From now on, blocks by Spot's rate limit are events of the run. */
  reportRateLimits: (emit: EmitEvent) => void;
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
  /** Settles what an interrupted run has left open in Spot, under the lease that the token names. */
  settleRecords: (token: string, signal: AbortSignal) => Promise<void>;
  /** Sets the images of groups before the first recycle, see {@link setImages}. */
  setImages: (changes: readonly ImageChange[], setting: ImageSetting) => Promise<void>;
  /** Resumes the processes that a roll suspended; before the lease that the token names is released. */
  liftSuspensions: (token: string) => Promise<void>;
}

/** Opens settings, Spot and store for one cluster while `use` runs. */
export async function withRollSession<T>(options: RollOptions, use: (session: RollSession) => Promise<T>): Promise<T> {
  const { since, limit, replaceRoot, timeoutMs, pollIntervalMs, overrides, image, rollback } = options;
  const limits = { timeoutMs, pollIntervalMs };
  const takeOver = overrides.find(({ rule }) => rule === rolledElsewhere)?.reason;
  return withCluster(options, (open) => {
    const { settings, cluster, store, reportRateLimits } = open;
    const groups = groupIdsOf(cluster);
    const contextFor = (
      rest: Partial<Pick<Context, 'leaseToken' | 'signal' | 'emit' | 'takeOver' | 'report'>>,
    ): Context => contextOf(open, rest);
    return use({
      settings,
      cluster,
      groups,
      leased: asLeased(cluster),
      store,
      reportRateLimits: (emit) => reportRateLimits((block) => emitRateLimit(emit, block)),
      read: createPlanReader({
        settings,
        cluster,
        store,
        since,
        limit,
        replaceRoot,
        timeoutMs,
        takeOver,
        image,
        rollback,
        overrides,
      }),
      beginLeaseSession: (token) => beginLeaseSession(store, cluster, decodeLease(token)),
      endLeaseSession: (token) => endLeaseSession(store, groups, decodeLease(token)),
      checkFirstWatch: async (token) => {
        const lease = token === undefined ? undefined : decodeLease(token);
        const watchMs = await firstWatchMs(contextFor({}), groups, { pollIntervalMs, lease });
        if (watchMs !== undefined) checkWatchFits(cluster.name, watchMs, timeoutMs);
      },
      settleRecords: (leaseToken, signal) =>
        settleRecords(contextFor({ leaseToken, signal }), groups, { ...limits, withIntents: rollback !== undefined }),
      setImages: async (changes, { token: leaseToken, run, checkAgain, ...rest }) => {
        // The events of the run show the progress.
        const context = contextFor({ leaseToken, takeOver, report: () => {}, ...rest });
        const located = await locateCluster(context, cluster.chosen[0].group.id);
        await withLease(context, located, async (lease) => {
          await checkMembers(context, located);
          await setImages(context, located, { ...limits, lease, changes, run, checkAgain });
        });
      },
      liftSuspensions: (token) => liftSuspensions(contextFor({}), cluster, decodeLease(token)),
    });
  });
}
