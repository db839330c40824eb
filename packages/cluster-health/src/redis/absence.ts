import { gapIn } from '../kind/gap.ts';
import { isMember, isSlotMaster, peerAt, viewOf } from './cluster.ts';
import type { RedisSnapshot } from './snapshot.ts';

/** How many of the other nodes that answer take a node for failing (`fail`, `fail?`). */
function failingReports(snapshot: RedisSnapshot, address: string): { failing: number; asked: number } {
  const id = snapshot.ids.get(address);
  const others = [...snapshot.views.keys()].filter((other) => other !== address && isMember(snapshot, other));
  const failing = others.filter((other) =>
    viewOf(snapshot, other)!.peers.some((peer) => peer.id === id && peer.failing !== undefined),
  );
  return { failing: failing.length, asked: others.length };
}

/** It gave no answer: it may be down, held up by a slow command, or out of reach of the controller alone. */
export const isSilent = (snapshot: RedisSnapshot, address: string): boolean => viewOf(snapshot, address) === undefined;

/**
 * Whether a node has left the cluster already: most other nodes take it for failing, or another node answers in its
 * place. That it does not answer the controller is not enough: a master that is slow still takes writes.
 */
export function isOut(snapshot: RedisSnapshot, address: string): boolean {
  if (!isSilent(snapshot, address)) return !isMember(snapshot, address);
  const { failing, asked } = failingReports(snapshot, address);
  return failing > asked / 2;
}

/** Whether a silent node may still serve slots, as far as the other nodes tell. */
export function mayServeSlots(snapshot: RedisSnapshot, address: string): boolean {
  if (!isSilent(snapshot, address) || isOut(snapshot, address)) return false;
  const peer = peerAt(snapshot, address);
  if (peer !== undefined) return isSlotMaster(peer);
  if (snapshot.peers.length === 0) return snapshot.views.size > 1;
  const placed = new Set(snapshot.ids.values());
  return snapshot.peers.some((each) => !placed.has(each.id) && isSlotMaster(each));
}

/** Why a silent node is not taken for one that is out. */
export function describeSilence(snapshot: RedisSnapshot, address: string): string {
  const why = gapIn(snapshot.views.get(address))?.why ?? 'it was not asked';
  const { failing, asked } = failingReports(snapshot, address);
  return `${address} does not answer (${why}), but only ${failing} of ${asked} other nodes take it for failing: it may still serve its slots, and cannot hand them over`;
}

/** What to do about one that {@link describeSilence} describes. */
export const silenceHint = (address: string): string =>
  `Check it from the controller: redis-cli -h ${address} PING; SLOWLOG GET lists commands that held it up. Once it answers, or most nodes take it for failing (after cluster-node-timeout), run it again.`;
