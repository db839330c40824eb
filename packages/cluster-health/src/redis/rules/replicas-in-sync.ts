import { isGap } from '../../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../../kind/question.ts';
import { isOut } from '../absence.ts';
import { addressOf, isMember, lagOf, mostBehind, peerAt, viewOf } from '../cluster.ts';
import type { RedisSnapshot } from '../snapshot.ts';
import { replicationGuide, type RedisRule } from './rule.ts';

/** Why a replica is not in sync; undefined for a master. */
function whyBehind(snapshot: RedisSnapshot, address: string): string | undefined {
  const later = viewOf(snapshot, address)?.later;
  if (later === undefined || viewOf(snapshot, address)?.role === 'master') return undefined;
  if (isGap(later)) return `did not respond when it was read again: ${later.why}`;
  const master = addressOf(snapshot, peerAt(snapshot, address)?.masterId) ?? 'its master';
  if (!later.isLinked) return `has no link to ${master}, or a full sync is in progress (master_link_status)`;
  const lag = lagOf(snapshot, address) ?? 0;
  return lag > mostBehind ? `is ${lag} bytes behind ${master}; the limit is ${mostBehind}` : undefined;
}

/** The replica of a node that is already down has no master. */
const isOrphan = (snapshot: RedisSnapshot, { phase, node }: HealthQuestion, address: string): boolean =>
  phase === 'before' && isOut(snapshot, node) && peerAt(snapshot, address)?.masterId === snapshot.ids.get(node);

export const replicasInSync: RedisRule = {
  id: 'S4',
  code: 'replicas-in-sync',
  requires:
    'Every replica is linked to its master, has no full sync in progress, and lags at most 1 MiB behind what the master had written when the check began. 1 MiB is the default replication backlog. Before the recycle, the replicas of a node that is down do not count.',
  why: 'A lagging replica that takes over loses the writes that it does not have.',
  onFailure: 'Wait until the replica has caught up. Check its log and `INFO replication`.',
  source: `Redis, replication: ${replicationGuide}`,
  judge: (snapshot, question) =>
    nodesThatMatter(question).flatMap((address) => {
      const why =
        isMember(snapshot, address) && !isOrphan(snapshot, question, address)
          ? whyBehind(snapshot, address)
          : undefined;
      return why === undefined
        ? []
        : [
            {
              subject: address,
              message: `${address} ${why}`,
              hint: 'Wait until it has caught up. Check its log and INFO replication.',
            },
          ];
    }),
};
