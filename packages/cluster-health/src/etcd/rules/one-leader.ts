import { isGap } from '../../kind/gap.ts';
import { hexOf, servingViews } from '../cluster.ts';
import type { EtcdProgress } from '../snapshot.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

/** The leader that a member reports, and the term: `cd594c70… at term 4`. */
const leaderAtTerm = ({ leader, term }: EtcdProgress): string =>
  leader === undefined ? `none at term ${term}` : `${hexOf(leader)} at term ${term}`;

export const oneLeader: EtcdRule = {
  id: 'D2',
  code: 'one-leader',
  requires:
    'All members report the same leader at the same term, also when they are read again at the end of the check. The leader is one of the listed nodes. Reports of the member that leaves do not count.',
  why: 'If an election happens during the check, part of what was read is out of date.',
  onFailure:
    'Wait until the election is over. If the leader is not listed, list it in `esg_recycle_nodes` (`--nodes`); find it with `etcdctl endpoint status --cluster -w table`.',
  source: `etcd, failures: ${etcdDocs('op-guide/failures')}; reading twice is a rule of this project`,
  judge(snapshot, question) {
    const views = servingViews(snapshot, question);
    const [first] = views;
    if (first === undefined) return [];
    const fail = (message: string, hint?: string) => [{ subject: 'cluster', message, hint }];
    const named = new Set(views.map(([, view]) => leaderAtTerm(view)));
    if (named.size > 1) return fail(`The members report different leaders: ${[...named].join(', ')}`);
    for (const [address, view] of views) {
      if (isGap(view.later))
        return fail(`${address} did not respond when its leader was read again: ${view.later.why}`);
      if (leaderAtTerm(view.later) !== leaderAtTerm(view)) {
        return fail(`The leader changed during the check: from ${leaderAtTerm(view)} to ${leaderAtTerm(view.later)}`);
      }
    }
    const { leader } = first[1];
    if ([...snapshot.ids.values()].includes(leader!)) return [];
    const hint = 'List the leader in --nodes (esg_recycle_nodes). Find it: etcdctl endpoint status --cluster -w table';
    return fail(`The leader ${hexOf(leader!)} is not one of the listed nodes`, hint);
  },
};
