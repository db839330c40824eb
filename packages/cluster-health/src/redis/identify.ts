import { isGap } from '../kind/gap.ts';
import { type HostAddresses, isSameHost } from '../net/resolve-hosts.ts';
import type { RedisPeer, RedisSnapshot } from './snapshot.ts';

/**
 * Maps listed addresses to nodes of the cluster: first by the ID that a node reports, if the other nodes list that ID, then
 * by the address that the other nodes list. If exactly one address and one node remain, they belong together. This
 * identifies a node that is down, or that lost its nodes.conf and has a new ID.
 */
export function identify(
  views: RedisSnapshot['views'],
  peers: readonly RedisPeer[],
  addresses: HostAddresses,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [address, view] of views) {
    if (!isGap(view) && peers.some(({ id }) => id === view.id)) ids.set(address, view.id);
  }
  const free = () => peers.filter(({ id }) => ![...ids.values()].includes(id));
  const unplaced = () => [...views.keys()].filter((address) => !ids.has(address));
  for (const address of unplaced()) {
    const there = free().filter(({ hosts }) => hosts.some((host) => isSameHost(addresses, host, address)));
    if (there.length === 1) ids.set(address, there[0]!.id);
  }
  const [address, ...otherAddresses] = unplaced();
  const [peer, ...otherPeers] = free();
  if (address !== undefined && peer && otherAddresses.length === 0 && otherPeers.length === 0)
    ids.set(address, peer.id);
  return ids;
}
