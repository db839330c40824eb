import { isGap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import { servingViews, viewOf } from '../cluster.ts';
import type { EtcdSnapshot, EtcdView } from '../snapshot.ts';
import type { EtcdRule } from './rule.ts';

/** A member's own writes are held back from 5000 entries on that are committed and not applied; far below, it keeps up. */
const mostBehind = 1000;

const leaderView = (snapshot: EtcdSnapshot, question: HealthQuestion): EtcdView | undefined =>
  question.nodes
    .map((address) => viewOf(snapshot, address))
    .find((view) => view !== undefined && view.id === view.leader);

export const caughtUp: EtcdRule = {
  id: 'D3',
  code: 'caught-up',
  requires: 'Every member has applied what the leader had committed when it was asked before.',
  source: 'https://github.com/etcd-io/etcd/blob/main/server/etcdserver/v3_server.go (maxGapBetweenApplyAndCommitIndex)',
  judge(snapshot, question) {
    const leader = leaderView(snapshot, question);
    if (leader === undefined) return [];
    return servingViews(snapshot, question).flatMap(([address, { later }]) => {
      if (isGap(later)) return [];
      const behind = leader.committed - later.applied;
      if (behind <= mostBehind) return [];
      const message = `${address} is ${behind} log entries behind the leader (${later.applied} of ${leader.committed} applied); at most ${mostBehind} are taken for caught up`;
      return [
        {
          subject: address,
          message,
          hint: 'It is still catching up, or its disk or network is too slow: see its log.',
        },
      ];
    });
  },
};
