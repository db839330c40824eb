import { isGap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import { servingViews, viewOf } from '../cluster.ts';
import type { EtcdSnapshot, EtcdView } from '../snapshot.ts';
import type { EtcdRule } from './rule.ts';

/** etcd rejects writes at 5000 entries that are committed and not applied. This limit is far below. */
const mostBehind = 1000;

const leaderView = (snapshot: EtcdSnapshot, question: HealthQuestion): EtcdView | undefined =>
  question.nodes
    .map((address) => viewOf(snapshot, address))
    .find((view) => view !== undefined && view.id === view.leader);

export const caughtUp: EtcdRule = {
  id: 'D3',
  code: 'caught-up',
  requires:
    'Every member has applied all log entries that the leader had committed when the check began, except for at most 1000. The member that leaves does not count.',
  why: 'A lagging member does not contribute to the quorum that must survive the next recycle. etcd itself rejects writes at 5000 entries.',
  onFailure:
    'Wait until the member has caught up. If it falls further behind, check the disk latency, the network and the log of the member.',
  source:
    'etcd source, maxGapBetweenApplyAndCommitIndex: https://github.com/etcd-io/etcd/blob/main/server/etcdserver/v3_server.go',
  judge(snapshot, question) {
    const leader = leaderView(snapshot, question);
    if (leader === undefined) return [];
    return servingViews(snapshot, question).flatMap(([address, { later }]) => {
      if (isGap(later)) return [];
      const behind = leader.committed - later.applied;
      if (behind <= mostBehind) return [];
      const message = `${address} is ${behind} log entries behind the leader (${later.applied} of ${leader.committed} applied); the limit is ${mostBehind}`;
      return [
        {
          subject: address,
          message,
          hint: 'Wait until it has caught up. If it falls further behind, check its disk, its network and its log.',
        },
      ];
    });
  },
};
