import { isAlone, isQuorumGoneWith, isServing, serving } from '../ensemble.ts';
import { findSilentLeader, silentLeaderHint } from '../silent-leader.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

/** An unlisted leader may lead forever, and a leader that is not checked cannot be overridden. */
const unlistedLeader =
  'The health check passes only while a listed server leads. If the leader is not listed, add it to esg_recycle_nodes.';

/** A member that cannot be queried because of the options or its configuration may be healthy and lead. */
const barredLeader = 'A member that cannot be queried may be the leader. Fix its own finding first.';

export const oneLeader: ZookeeperRule = {
  id: 'Z5',
  code: 'one-leader',
  requires: 'Exactly one listed member leads, and it still leads when all members are queried again at the end.',
  why: 'Two leaders are a partition that has not been noticed yet. If leadership moves during the check, the results belong to two different states of the ensemble.',
  onFailure:
    'Wait for the election to end. If the leader is not listed, add it to `esg_recycle_nodes`; with `leaderServes=no`, make its AdminServer reachable.',
  source: `${canonicalOperator}; the second query is a rule of this project`,
  judge(snapshot, question) {
    if (isAlone(snapshot) || isQuorumGoneWith(snapshot, question)) return [];
    const leadersBy = (field: 'mode' | 'modeAfter') =>
      serving(snapshot)
        .filter(([, member]) => member[field] === 'leader')
        .map(([address]) => address);
    const [before, after] = [leadersBy('mode'), leadersBy('modeAfter')];
    const verdict = (message: string, hint?: string) => [{ subject: 'cluster', message, hint }];
    if (before.length === 0) {
      const silentLeader = findSilentLeader(snapshot, question);
      if (silentLeader !== undefined) {
        const message = `${silentLeader} must be the leader, because all other voters follow, but it serves no clients (leaderServes=no) and its state cannot be read`;
        return [{ subject: silentLeader, message, hint: silentLeaderHint, isLasting: true }];
      }
      const silent = [...snapshot.members].filter(([address]) => !isServing(snapshot, address));
      const unread = silent.length > 0 ? `; unknown for ${silent.map(([address]) => address).join(', ')}` : '';
      const isBarred = silent.some(([, { isLasting }]) => isLasting);
      return verdict(`No member reports that it leads the ensemble${unread}`, isBarred ? barredLeader : unlistedLeader);
    }
    if (before.length > 1) return verdict(`More than one member reports that it leads: ${before.join(', ')}`);
    if (before.join() !== after.join()) {
      return verdict(`Leadership moved during the check: from ${before[0]} to ${after.join(', ') || 'nobody'}`);
    }
    return [];
  },
};
