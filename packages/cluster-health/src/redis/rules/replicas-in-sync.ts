import { isGap } from '../../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../../kind/question.ts';
import { isOut } from '../absence.ts';
import { addressOf, isMember, lagOf, mostBehind, peerAt, viewOf } from '../cluster.ts';
import type { RedisSnapshot } from '../snapshot.ts';
import { replicationGuide, type RedisRule } from './rule.ts';

/** What is wrong with a replica; nothing with a master. */
function whyBehind(snapshot: RedisSnapshot, address: string): string | undefined {
  const later = viewOf(snapshot, address)?.later;
  if (later === undefined || viewOf(snapshot, address)?.role === 'master') return undefined;
  if (isGap(later)) return `did not answer when asked again: ${later.why}`;
  const master = addressOf(snapshot, peerAt(snapshot, address)?.masterId) ?? 'its master';
  if (!later.isLinked) return `has no link to ${master}, or a full sync under way (master_link_status)`;
  const lag = lagOf(snapshot, address) ?? 0;
  return lag > mostBehind ? `is ${lag} bytes behind ${master}; at most ${mostBehind} are taken for in sync` : undefined;
}

/** The replica of a node that is out already follows nobody. */
const isOrphan = (snapshot: RedisSnapshot, { phase, node }: HealthQuestion, address: string): boolean =>
  phase === 'before' && isOut(snapshot, node) && peerAt(snapshot, address)?.masterId === snapshot.ids.get(node);

export const replicasInSync: RedisRule = {
  id: 'S4',
  code: 'replicas-in-sync',
  requires: 'Every replica is linked to its master, and has what that had written when it was asked before.',
  source: replicationGuide,
  judge: (snapshot, question) =>
    nodesThatMatter(question).flatMap((address) => {
      const why =
        isMember(snapshot, address) && !isOrphan(snapshot, question, address)
          ? whyBehind(snapshot, address)
          : undefined;
      return why === undefined
        ? []
        : [{ subject: address, message: `${address} ${why}`, hint: 'See its log, and INFO replication.' }];
    }),
};
