import { isGap } from '../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../kind/question.ts';
import type { RedisPeer, RedisSnapshot, RedisView } from './snapshot.ts';

/** The hash slots of every Redis Cluster. */
export const allSlots = 16_384;

/** How far a replica may lag behind its master, in bytes: the size of the default replication backlog. */
export const mostBehind = 1_048_576;

export function viewOf({ views }: RedisSnapshot, address: string): RedisView | undefined {
  const view = views.get(address);
  return view === undefined || isGap(view) ? undefined : view;
}

export const peerAt = ({ peers, ids }: RedisSnapshot, address: string): RedisPeer | undefined =>
  peers.find(({ id }) => id === ids.get(address));

export const addressOf = ({ ids }: RedisSnapshot, id: string | undefined): string | undefined =>
  [...ids].find(([, each]) => each === id)?.[0];

/** The node is the cluster member at this address, and not a new node that replaced it. */
export const isMember = (snapshot: RedisSnapshot, address: string): boolean => {
  const view = viewOf(snapshot, address);
  return view !== undefined && view.id === snapshot.ids.get(address);
};

/** The node responds, belongs to the cluster and, as a replica, is linked to its master. */
export function isServing(snapshot: RedisSnapshot, address: string): boolean {
  return isMember(snapshot, address) && (viewOf(snapshot, address)?.isLinked ?? false);
}

/** A master that serves slots. */
export const isSlotMaster = ({ role, slots }: RedisPeer): boolean => role === 'master' && slots > 0;

/** The views of the nodes that must be healthy. */
export function viewsThatMatter(snapshot: RedisSnapshot, question: HealthQuestion): [string, RedisView][] {
  const viewsOf = (addresses: readonly string[]) =>
    addresses.flatMap((address): [string, RedisView][] =>
      isMember(snapshot, address) ? [[address, viewOf(snapshot, address)!]] : [],
    );
  return viewsOf(nodesThatMatter(question));
}

/** The replicas of a node in the cluster, listed or not. */
export const replicasOf = ({ peers }: RedisSnapshot, id: string | undefined): RedisPeer[] =>
  id === undefined ? [] : peers.filter(({ role, masterId }) => role === 'replica' && masterId === id);

/** How many bytes a replica lags behind what its master had written earlier; undefined if unknown. */
export function lagOf(snapshot: RedisSnapshot, address: string): number | undefined {
  const replica = viewOf(snapshot, address);
  const masterAddress = addressOf(snapshot, peerAt(snapshot, address)?.masterId);
  const master = masterAddress === undefined ? undefined : viewOf(snapshot, masterAddress);
  if (replica === undefined || master?.role !== 'master' || isGap(replica.later)) return undefined;
  return Math.max(0, master.offset - replica.later.offset);
}

/** Whether a replica can take over from its master without losing older acknowledged writes. */
export function isInSync(snapshot: RedisSnapshot, address: string): boolean {
  const later = viewOf(snapshot, address)?.later;
  const lag = lagOf(snapshot, address);
  const isLinked = later !== undefined && !isGap(later) && later.role === 'replica' && later.isLinked;
  return isServing(snapshot, address) && isLinked && lag !== undefined && lag <= mostBehind;
}

/** The addresses of the listed in-sync replicas of a node. */
export const inSyncReplicasOf = (snapshot: RedisSnapshot, id: string | undefined): string[] =>
  replicasOf(snapshot, id)
    .map((replica) => addressOf(snapshot, replica.id))
    .filter((address): address is string => address !== undefined && isInSync(snapshot, address));

export const shortId = (id: string): string => id.slice(0, 8);

/** A node as shown to users: its listed address, or what the cluster reports about it. */
export function describePeer(snapshot: RedisSnapshot, { id, hosts }: RedisPeer): string {
  const address = addressOf(snapshot, id);
  return address ?? `${hosts[0] ?? 'a node without an address'} (${shortId(id)})`;
}
