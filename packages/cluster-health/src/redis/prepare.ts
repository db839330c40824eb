import { EsgError, ExitCode } from '@esg-recycler/core';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterChange } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { describeUnresponsive, mayServeSlots, unresponsiveHint } from './absence.ts';
import { inSyncReplicasOf, isServing, isSlotMaster, lagOf, peerAt, replicasOf } from './cluster.ts';
import type { RedisOptions } from './options.ts';
import { read } from './read.ts';
import { withRedis } from './session.ts';
import type { RedisSnapshot } from './snapshot.ts';

/** A manual failover completes or is aborted within five seconds. */
const [attempts, pauseMs] = [40, 250];

const unchanged = (message: string): ClusterChange => ({ changed: false, message });

/** Prefers a replica that is already recycled: one that is still due would have to hand over again. */
function successorOf(snapshot: RedisSnapshot, { node, due }: HealthQuestion): string | undefined {
  const rank = (address: string) => (due.includes(address) ? 1 : 0);
  return inSyncReplicasOf(snapshot, peerAt(snapshot, node)?.id).toSorted(
    (one, other) => rank(one) - rank(other) || lagOf(snapshot, one)! - lagOf(snapshot, other)!,
  )[0];
}

/**
 * Hands the slots of a master over to an in-sync replica with CLUSTER FAILOVER: the master pauses its clients until the
 * replica has all writes. Without it, the slots are unavailable until `cluster-node-timeout` has passed, and acknowledged
 * writes that were not replicated are lost. There is nothing to restore, because no node has to be the master.
 *
 * @throws EsgError `prepare-failed`, exit code 1: the node does not respond and may still serve slots, no replica is in
 * sync, or the failover did not happen
 */
export async function prepare(
  question: HealthQuestion,
  options: RedisOptions,
  signal: AbortSignal,
): Promise<ClusterChange> {
  const { node, nodes } = question;
  const readAll = () => read({ nodes, questions: [question] }, options, signal);
  const snapshot = await readAll();
  const peer = peerAt(snapshot, node);
  const hasReplicas = peer === undefined || replicasOf(snapshot, peer.id).length > 0;
  if (hasReplicas && mayServeSlots(snapshot, node)) {
    throw new EsgError(describeUnresponsive(snapshot, node), {
      code: 'prepare-failed',
      exitCode: ExitCode.failed,
      hint: unresponsiveHint(node),
    });
  }
  if (peer === undefined || !isServing(snapshot, node))
    return unchanged(`${node} is not serving, so there is nothing to hand over`);
  if (!isSlotMaster(peer)) return unchanged(`${node} is not a master with slots, so there is nothing to hand over`);
  if (!hasReplicas) return unchanged(`${node} has no replica that could take over its ${peer.slots} slots`);
  const successor = successorOf(snapshot, question);
  if (successor === undefined) {
    throw new EsgError(`No replica of ${node} is in sync, so its ${peer.slots} slots cannot be handed over`, {
      code: 'prepare-failed',
      exitCode: ExitCode.failed,
      hint: `Wait until INFO replication shows master_link_status:up on a replica of ${node}, then run this again.`,
    });
  }
  await withRedis(successor, options, signal, (send) => send('CLUSTER', 'FAILOVER'));
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await delay(pauseMs, undefined, { signal });
    const now = await readAll();
    const [before, after] = [peerAt(now, node), peerAt(now, successor)];
    if (before && after && !isSlotMaster(before) && isSlotMaster(after) && isServing(now, node)) {
      return { changed: true, message: `${successor} took over ${after.slots} slots from ${node} (CLUSTER FAILOVER)` };
    }
  }
  throw new EsgError(
    `${successor} did not take over from ${node} within ${(attempts * pauseMs) / 1000}s of CLUSTER FAILOVER`,
    {
      code: 'prepare-failed',
      exitCode: ExitCode.failed,
      hint: `Check the logs of ${successor} and ${node} for why the manual failover was aborted, then run this again. It is safe to repeat.`,
    },
  );
}
