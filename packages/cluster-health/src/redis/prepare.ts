import { EsgError, ExitCode } from '@esg-recycler/core';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterChange } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { describeSilence, mayServeSlots, silenceHint } from './absence.ts';
import { inSyncReplicasOf, isServing, isSlotMaster, lagOf, peerAt, replicasOf } from './cluster.ts';
import type { RedisOptions } from './options.ts';
import { read } from './read.ts';
import { withRedis } from './session.ts';
import type { RedisSnapshot } from './snapshot.ts';

/** A manual failover is over or given up within five seconds. */
const [attempts, pauseMs] = [40, 250];

const unchanged = (message: string): ClusterChange => ({ changed: false, message });

/** One that is done with comes before one that is still to be recycled, and would hand over once more. */
function successorOf(snapshot: RedisSnapshot, { node, due }: HealthQuestion): string | undefined {
  const rank = (address: string) => (due.includes(address) ? 1 : 0);
  return inSyncReplicasOf(snapshot, peerAt(snapshot, node)?.id).toSorted(
    (one, other) => rank(one) - rank(other) || lagOf(snapshot, one)! - lagOf(snapshot, other)!,
  )[0];
}

/**
 * Hands the slots of a master to a replica that is in sync, by CLUSTER FAILOVER: the master holds its clients back until
 * the replica has everything. Without it the others notice only after `cluster-node-timeout` that it is gone, its slots
 * are served by nobody until then, and what it had acknowledged and not passed on is lost. Nothing has to be put back:
 * no node has a claim to be master.
 *
 * @throws EsgError `prepare-failed`, exit code 1: the node is silent, and may still serve slots; no replica is in sync; the
 * failover did not happen
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
    throw new EsgError(describeSilence(snapshot, node), {
      code: 'prepare-failed',
      exitCode: ExitCode.failed,
      hint: silenceHint(node),
    });
  }
  if (peer === undefined || !isServing(snapshot, node))
    return unchanged(`${node} does not serve: nothing to hand over`);
  if (!isSlotMaster(peer)) return unchanged(`${node} is no master of slots: nothing to hand over`);
  if (!hasReplicas) return unchanged(`${node} has no replica to hand its ${peer.slots} slots to`);
  const successor = successorOf(snapshot, question);
  if (successor === undefined) {
    throw new EsgError(`No replica of ${node} is in sync to take over its ${peer.slots} slots`, {
      code: 'prepare-failed',
      exitCode: ExitCode.failed,
      hint: 'Run it again once a replica is in sync: INFO replication tells master_link_status.',
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
  throw new EsgError(`${successor} was told to take over from ${node}, and did not`, {
    code: 'prepare-failed',
    exitCode: ExitCode.failed,
    hint: 'See the logs of both for why the manual failover was given up, then run it again: it is safe to repeat.',
  });
}
