import { isGap } from '../kind/gap.ts';
import { type HostAddresses, isSameHost } from '../net/resolve-hosts.ts';
import type { EtcdMember, EtcdNode } from './snapshot.ts';

/**
 * Maps listed addresses to members: first by the ID that a node reports, then by the member's URLs. If exactly one
 * address and one member remain, they belong together. This identifies a member that is down.
 */
export function identify(
  nodes: ReadonlyMap<string, EtcdNode>,
  members: readonly EtcdMember[],
  addresses: HostAddresses,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [address, { view }] of nodes) if (!isGap(view)) ids.set(address, view.id);
  const free = () => members.filter(({ id }) => ![...ids.values()].includes(id));
  const unmatched = () => [...nodes.keys()].filter((address) => !ids.has(address));
  for (const address of unmatched()) {
    const there = free().filter(({ hosts }) => hosts.some((host) => isSameHost(addresses, host, address)));
    if (there.length === 1) ids.set(address, there[0]!.id);
  }
  const [address, ...otherAddresses] = unmatched();
  const [member, ...otherMembers] = free();
  if (address !== undefined && member && otherAddresses.length === 0 && otherMembers.length === 0) {
    ids.set(address, member.id);
  }
  return ids;
}
