import { gapIn } from '../kind/gap.ts';
import { isMember, isSlotMaster, peerAt, viewOf } from './cluster.ts';
import type { RedisSnapshot } from './snapshot.ts';

/** How many of the other nodes that respond flag a node as failing (`fail`, `fail?`). */
function failingReports(snapshot: RedisSnapshot, address: string): { failing: number; asked: number } {
  const id = snapshot.ids.get(address);
  const others = [...snapshot.views.keys()].filter((other) => other !== address && isMember(snapshot, other));
  const failing = others.filter((other) =>
    viewOf(snapshot, other)!.peers.some((peer) => peer.id === id && peer.failing !== undefined),
  );
  return { failing: failing.length, asked: others.length };
}

/** The node did not respond. It may be down, blocked by a slow command, or unreachable from the controller only. */
export const isUnresponsive = (snapshot: RedisSnapshot, address: string): boolean =>
  viewOf(snapshot, address) === undefined;

/**
 * Whether a node has already left the cluster: most other nodes flag it as failing, or a different node responds at its
 * address. A missing response alone is not enough, because a slow master still accepts writes.
 */
export function isOut(snapshot: RedisSnapshot, address: string): boolean {
  if (!isUnresponsive(snapshot, address)) return !isMember(snapshot, address);
  const { failing, asked } = failingReports(snapshot, address);
  return failing > asked / 2;
}

/** Whether an unresponsive node may still serve slots, according to the other nodes. */
export function mayServeSlots(snapshot: RedisSnapshot, address: string): boolean {
  if (!isUnresponsive(snapshot, address) || isOut(snapshot, address)) return false;
  const peer = peerAt(snapshot, address);
  if (peer !== undefined) return isSlotMaster(peer);
  if (snapshot.peers.length === 0) return snapshot.views.size > 1;
  const placed = new Set(snapshot.ids.values());
  return snapshot.peers.some((each) => !placed.has(each.id) && isSlotMaster(each));
}

/** Why an unresponsive node does not count as down. */
export function describeUnresponsive(snapshot: RedisSnapshot, address: string): string {
  const why = gapIn(snapshot.views.get(address))?.why ?? 'it was not queried';
  const { failing, asked } = failingReports(snapshot, address);
  return `${address} does not respond (${why}), but only ${failing} of ${asked} other nodes flag it as failing. It may still serve its slots and cannot hand them over`;
}

/** What to do about a node that {@link describeUnresponsive} describes. */
export const unresponsiveHint = (address: string): string =>
  `Check it from the controller: redis-cli -h ${address} PING. SLOWLOG GET lists slow commands. Run this again once the node responds, or once most nodes flag it as failing (after cluster-node-timeout).`;
