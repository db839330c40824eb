import { EsgError } from '@esg-recycler/core';
import { type LeaseToken, type SeenInstance, type Store, type LeaseSession } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import { openIntentsOf } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';

type LeaseSessionStore = Pick<Store, 'leaseSessions'>;
type SharedStore = Pick<Store, 'leaseSessions' | 'serverRun'>;

/** The instances of a cluster, by the id of their group. */
export type ClusterRead = Map<string, SeenInstance[]>;

const seenOf = (instance: StatefulInstance): SeenInstance => ({
  id: instance.id,
  state: instance.state,
  ...launchOf(instance),
});

/** Reads every instance of a cluster once; always in the same order. */
export async function readCluster({ members }: Pick<Cluster, 'members'>, signal?: AbortSignal): Promise<ClusterRead> {
  const reads = await Promise.all(
    members.map(async ({ client, group }): Promise<[string, SeenInstance[]]> => {
      const instances = await client.listStatefulInstances(group.id, { signal });
      return [group.id, instances.map(seenOf).toSorted((one, other) => one.id.localeCompare(other.id))];
    }),
  );
  return new Map(reads);
}

async function leaseSessionsOf(
  { leaseSessions }: LeaseSessionStore,
  groups: readonly string[],
): Promise<(LeaseSession | undefined)[]> {
  return Promise.all(groups.map((group) => leaseSessions.get(group)));
}

/**
 * Whether the last lease session of these groups is recorded as finished, with nothing in progress. A server that was
 * restarted, or another that took over for it, may have lost the record of a later session.
 */
export async function hasFinishedRun(store: SharedStore, groups: readonly string[]): Promise<boolean> {
  // In this order, so that a server that changes in between is noticed.
  const leaseSessions = await leaseSessionsOf(store, groups);
  const serverRun = await store.serverRun();
  return leaseSessions.every(
    (leaseSession) => leaseSession?.endedClean === true && leaseSession.serverRun === serverRun,
  );
}

/**
 * Begins the session of a lease: reads every instance of the cluster, and records the session as unfinished. When the
 * session before it is not recorded as finished, a request without a record may still be in progress, for example
 * because its store was deleted: see `awaitQuietPeriod`. Does nothing when the session of this lease has begun already.
 */
export async function beginLeaseSession(
  store: SharedStore,
  cluster: Pick<Cluster, 'members'>,
  { number }: Pick<LeaseToken, 'number'>,
  signal?: AbortSignal,
): Promise<void> {
  const groups = cluster.members.map(({ group }) => group.id);
  const earlier = await leaseSessionsOf(store, groups);
  if (earlier.every((leaseSession) => leaseSession?.number === number)) return;
  const isFinished = await hasFinishedRun(store, groups);
  const serverRun = await store.serverRun();
  const isServerNew = serverRun !== undefined && earlier.some((leaseSession) => leaseSession?.serverRun !== serverRun);
  for (const [group, instances] of await readCluster(cluster, signal)) {
    const leaseSession: LeaseSession = {
      number,
      instances,
      endedClean: false,
      ...(serverRun !== undefined && { serverRun }),
      ...(isServerNew && { isServerNew }),
      ...(!isFinished && { unsettled: true }),
    };
    await store.leaseSessions.update(group, (current) =>
      current && current.number >= number ? undefined : leaseSession,
    );
  }
}

/**
 * Records a lease session as finished: nothing is in progress, and earlier requests without a record are ruled out. Call
 * it right before the lease is released. It never throws errors of the store: without this record, the next run waits
 * for the quiet period first.
 */
export async function endLeaseSession(
  store: Pick<Store, 'leaseSessions' | 'intents'>,
  groups: readonly string[],
  { number }: Pick<LeaseToken, 'number'>,
): Promise<void> {
  try {
    if ((await openIntentsOf(store, groups)).length > 0) return;
    for (const group of groups) {
      await store.leaseSessions.update(group, (current) =>
        current?.number === number && !current.unsettled ? { ...current, endedClean: true } : undefined,
      );
    }
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
  }
}

/**
 * The first read of a lease session that must still rule out requests without a record; undefined once that is done, or
 * when it is not needed.
 */
export async function unsettledRead(
  store: LeaseSessionStore,
  groups: readonly string[],
  { number }: Pick<LeaseToken, 'number'>,
): Promise<ClusterRead | undefined> {
  const leaseSessions = await leaseSessionsOf(store, groups);
  const ours = leaseSessions.map((leaseSession) => (leaseSession?.number === number ? leaseSession : undefined));
  if (!ours.some((leaseSession) => leaseSession?.unsettled)) return undefined;
  return new Map(groups.map((group, index) => [group, ours[index]?.instances ?? []]));
}

/** Whether another store may be in use for these groups, because the server of this one is new to them. */
export const isServerNew = async (
  store: LeaseSessionStore,
  groups: readonly string[],
  { number }: Pick<LeaseToken, 'number'>,
): Promise<boolean> =>
  (await leaseSessionsOf(store, groups)).some(
    (leaseSession) => leaseSession?.number === number && leaseSession.isServerNew === true,
  );

/** Ends the quiet period of a lease session with the last read of its instances. */
export async function endWatch(
  { leaseSessions }: LeaseSessionStore,
  read: ClusterRead,
  { number }: Pick<LeaseToken, 'number'>,
): Promise<void> {
  for (const [group, instances] of read) {
    await leaseSessions.update(group, (current) => {
      if (current?.number !== number) return undefined;
      const { unsettled: _settled, ...others } = current;
      return { ...others, instances, endedClean: false };
    });
  }
}

/** Records an instance after it was recycled or resumed under this lease. */
export const recordInstance = (
  { leaseSessions }: LeaseSessionStore,
  group: string,
  instance: StatefulInstance,
  { number }: Pick<LeaseToken, 'number'>,
): Promise<void> =>
  leaseSessions.update(group, (current) => {
    if (current?.number !== number) return undefined;
    const others = current.instances.filter(({ id }) => id !== instance.id);
    return { ...current, instances: [...others, seenOf(instance)] };
  });

/** Removes instances that left their group from the record. */
export const forgetInstances = async (
  { leaseSessions }: LeaseSessionStore,
  groups: readonly string[],
  ids: readonly string[],
  { number }: Pick<LeaseToken, 'number'>,
): Promise<void> => {
  for (const group of groups) {
    await leaseSessions.update(group, (current) => {
      if (current?.number !== number) return undefined;
      return { ...current, instances: current.instances.filter(({ id }) => !ids.includes(id)) };
    });
  }
};

/** The instances as the current lease holder recorded them last; none when nobody holds the lease. */
export async function recordedInstances(
  store: Pick<Store, 'leaseSessions' | 'leases'>,
  groups: readonly string[],
): Promise<SeenInstance[]> {
  const held = new Set((await store.leases.show(groups)).filter(({ isGood }) => isGood).map(({ number }) => number));
  return (await leaseSessionsOf(store, groups)).flatMap((leaseSession) =>
    leaseSession && held.has(leaseSession.number) && !leaseSession.endedClean ? leaseSession.instances : [],
  );
}
