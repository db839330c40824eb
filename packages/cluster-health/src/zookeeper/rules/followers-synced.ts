import { countVoters, hasVote, isInBroadcast, isVoter, leaderOf, nonVotingFollowers } from '../ensemble.ts';
import { adminGuide, canonicalOperator, type ZookeeperRule } from './rule.ts';

export const followersSynced: ZookeeperRule = {
  id: 'Z3',
  code: 'followers-synced',
  requires: 'The leader reports every other voter as synced, and no pending syncs.',
  why: 'A follower can consider itself healthy before the leader does. A follower that lags is not part of the quorum that has to survive the next recycle.',
  onFailure:
    'Wait for the followers to catch up and open their logs. If the leader does not report the number, allow `mntr` with `4lw.commands.whitelist=srvr,mntr`, or run the AdminServer.',
  source: `${canonicalOperator}; ${adminGuide}`,
  judge(snapshot, question) {
    const leader = leaderOf(snapshot);
    if (!leader) return [];
    const { syncedFollowers, pendingSyncs } = leader;
    const reported = { subject: 'cluster', hint: 'Open the logs of the followers: one may still be catching up.' };
    if (syncedFollowers === undefined || pendingSyncs === undefined) {
      const isForbidden = leader.unmonitored !== undefined;
      // members-serve reports another member that does not allow mntr; for the leaving node it only warns.
      if (isForbidden && (question.phase === 'after' || leader !== snapshot.members.get(question.node))) return [];
      const hint = 'Allow mntr on every member (4lw.commands.whitelist=srvr,mntr), or run the AdminServer.';
      return [
        {
          ...reported,
          message: 'The leader does not report how many followers are synced',
          hint,
          isLasting: isForbidden,
        },
      ];
    }
    const node = snapshot.members.get(question.node);
    const takesPart = node !== undefined && isVoter(snapshot, question.node) && isInBroadcast(node);
    const isMissed = question.phase === 'after' || takesPart || !hasVote(snapshot, question);
    const needed = countVoters(snapshot, question) - (isMissed ? 1 : 2);
    // Before ZooKeeper 3.6, the leader counts non-voting followers but does not report their number.
    const withoutVote = leader.syncedNonVotingFollowers ?? nonVotingFollowers(snapshot).length;
    const synced = syncedFollowers - withoutVote;
    return [
      ...(synced < needed
        ? [{ ...reported, message: `${synced} of ${needed} followers are synced with the leader` }]
        : []),
      ...(pendingSyncs > 0 ? [{ ...reported, message: `The leader has ${pendingSyncs} pending syncs` }] : []),
    ];
  },
};
