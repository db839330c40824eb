import { isGap } from '../kind/gap.ts';
import { type HostAddresses, isSameHost } from '../net/resolve-hosts.ts';
import type { EtcdMember, EtcdNode } from './snapshot.ts';

/**
 * Which member is at which listed address: as it says itself; as its URLs have it. The one address that is left over is
 * the one member that is left over, so that a member that is down is known by what is missing.
 */
export function identify(
  nodes: ReadonlyMap<string, EtcdNode>,
  members: readonly EtcdMember[],
  addresses: HostAddresses,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [address, { view }] of nodes) if (!isGap(view)) ids.set(address, view.id);
  const free = () => members.filter(({ id }) => ![...ids.values()].includes(id));
  const silent = () => [...nodes.keys()].filter((address) => !ids.has(address));
  for (const address of silent()) {
    const there = free().filter(({ hosts }) => hosts.some((host) => isSameHost(addresses, host, address)));
    if (there.length === 1) ids.set(address, there[0]!.id);
  }
  const [address, ...otherAddresses] = silent();
  const [member, ...otherMembers] = free();
  if (address !== undefined && member && otherAddresses.length === 0 && otherMembers.length === 0) {
    ids.set(address, member.id);
  }
  return ids;
}
