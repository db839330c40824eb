import { EsgError } from '@esg-recycler/core';
import {
  type Lease,
  type LeaseToken,
  ownerIsGone,
  type SeenInstance,
  type Store,
  type LeaseSession,
} from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import { openIntentsOf } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';

type LeaseSessionStore = Pick<Store, 'leaseSessions'>;

/** The instances of a cluster, by the id of their group. */
export type ClusterRead = Map<string, SeenInstance[]>;

const seenOf = (instance: StatefulInstance): SeenInstance => ({
  id: instance.id,
  state: instance.state,
  ...launchOf(instance),
});

/** One read of every instance of a cluster, always in the same order. */
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

/** Whether the last holder of a lease on these groups ended with nothing under way, and put that on record. */
export const endedClean = async (store: LeaseSessionStore, groups: readonly string[]): Promise<boolean> =>
  (await leaseSessionsOf(store, groups)).every((leaseSession) => leaseSession?.endedClean === true);

/**
 * Whoever acquires a lease begins a tenure with it: reads every instance of the cluster, and puts on record that no
 * clean end is. Unless there was one, a request that nobody has on record may still be under way (its store was
 * deleted, say), and is watched for: see `awaitQuietPeriod`. Does nothing for a lease whose tenure has begun already.
 */
export async function beginLeaseSession(
  store: LeaseSessionStore,
  cluster: Pick<Cluster, 'members'>,
  { number }: Pick<LeaseToken, 'number'>,
  signal?: AbortSignal,
): Promise<void> {
  const groups = cluster.members.map(({ group }) => group.id);
  const earlier = await leaseSessionsOf(store, groups);
  if (earlier.every((leaseSession) => leaseSession?.number === number)) return;
  const isClean = await endedClean(store, groups);
  for (const [group, instances] of await readCluster(cluster, signal)) {
    const leaseSession: LeaseSession = { number, instances, endedClean: false, ...(!isClean && { unsettled: true }) };
    await store.leaseSessions.update(group, (current) =>
      current && current.number >= number ? undefined : leaseSession,
    );
  }
}

/**
 * Puts the clean end of a tenure on record: nothing is under way, and what might have been before it was ruled out.
 * For whoever is about to release the lease. Never throws for what the store says: without the record, the next start
 * watches first.
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
 * The first read of a tenure that has yet to rule out that a request which is not on record is under way; undefined
 * once that is done, or where there was no need of it.
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

/** Ends the watch of a tenure, whose instances stand as they were read last. */
export async function endWatch(
  { leaseSessions }: LeaseSessionStore,
  read: ClusterRead,
  { number }: Pick<LeaseToken, 'number'>,
): Promise<void> {
  for (const [group, instances] of read) {
    await leaseSessions.update(group, (current) =>
      current?.number === number ? { number, instances, endedClean: false } : undefined,
    );
  }
}

/** Keeps what an instance is since it was recycled or resumed under this lease. */
export const noteInstance = (
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

/** Forgets instances that are no longer of their group. */
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

const isGood = ({ expiresAt, owner }: Lease): boolean => expiresAt > Date.now() && !ownerIsGone(owner);

/** The instances as the present holder of the lease last knew them; none where nobody holds it. */
export async function knownInstances(
  store: Pick<Store, 'leaseSessions' | 'leases'>,
  groups: readonly string[],
): Promise<SeenInstance[]> {
  const held = new Set((await store.leases.show(groups)).filter(isGood).map(({ number }) => number));
  return (await leaseSessionsOf(store, groups)).flatMap((leaseSession) =>
    leaseSession && held.has(leaseSession.number) && !leaseSession.endedClean ? leaseSession.instances : [],
  );
}
