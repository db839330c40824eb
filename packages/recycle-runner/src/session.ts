import type { Finding, Settings } from '@esg-recycler/core';
import { decodeLease, type Store } from '@esg-recycler/esg-store';
import { beginTenure, endTenure, liftFence } from '@esg-recycler/spotinst-stateful';
import { freshSource } from './connection.ts';
import { createObserver } from './observe.ts';
import { withCluster } from './open-cluster.ts';
import type { RollOptions } from './options.ts';
import type { PlannedInstance } from './plan.ts';
import { putRootsRight } from './put-roots-right.ts';
import { membersOf, type RollCluster } from './roll-cluster.ts';
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
  /** What whoever acquires a lease does first, and last before it is released; for the lease that the token names. */
  beginTenure: (token: string) => Promise<void>;
  endTenure: (token: string) => Promise<void>;
  /** Puts back what an earlier run changed for the sake of one recycle, under the lease that the token names. */
  putRootsRight: (token: string, signal: AbortSignal) => Promise<void>;
  /** Lifts what was suspended for a roll; for whoever is about to release the lease that the token names. */
  liftFence: (token: string) => Promise<void>;
}

/** Opens settings, Spot and store for one cluster, for as long as something is done with it. */
export async function withSession<T>(options: RollOptions, use: (session: Session) => Promise<T>): Promise<T> {
  const { since, limit, replaceRoot, timeoutMs } = options;
  return withCluster(options, (open) => {
    const { settings, clients, cluster, store } = open;
    const { clusters } = settings;
    const groups = cluster.groups.map(({ group }) => group.id);
    const source = freshSource(settings, clients, store.cache);
    return use({
      settings,
      cluster,
      groups,
      store,
      look: createObserver({ settings, cluster, groups, store, source, since, limit, replaceRoot }),
      inspect: async (planned) =>
        findingsOf(
          await inspectCluster({ clients, clusters, store }, cluster, { since, replaceRoot, timeoutMs }),
          planned,
        ),
      beginTenure: (token) => beginTenure(store, { members: membersOf(cluster, clients) }, decodeLease(token)),
      endTenure: (token) => endTenure(store, groups, decodeLease(token)),
      putRootsRight: (leaseToken, signal) => putRootsRight(open, options, { leaseToken, signal }),
      liftFence: (token) =>
        liftFence(
          {
            store,
            requestTimeoutMs: settings.timeoutMs,
            report: (line) => process.stderr.write(`${line}\n`),
          },
          { members: membersOf(cluster, clients) },
          decodeLease(token),
        ),
    });
  });
}
