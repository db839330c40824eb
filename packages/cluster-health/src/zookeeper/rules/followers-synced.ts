import { countVoters, hasVote, isInBroadcast, isVoter, leaderOf, nonVotingFollowers } from '../ensemble.ts';
import { adminGuide, canonicalOperator, type ZookeeperRule } from './rule.ts';

export const followersSynced: ZookeeperRule = {
  id: 'Z3',
  code: 'followers-synced',
  requires: 'The leader has every other voter in step with it, and no sync pending.',
  source: `${canonicalOperator}; ${adminGuide} (mntr)`,
  judge(snapshot, question) {
    const leader = leaderOf(snapshot);
    if (!leader) return [];
    const { syncedFollowers, pendingSyncs } = leader;
    const reported = { subject: 'cluster', hint: 'Look into the logs of the followers: one may still be catching up.' };
    if (syncedFollowers === undefined || pendingSyncs === undefined) {
      const isForbidden = leader.unmonitored !== undefined;
      // Of another member that may not be asked, members-serve speaks; of the one that leaves it only warns.
      if (isForbidden && (question.phase === 'after' || leader !== snapshot.members.get(question.node))) return [];
      const hint = 'Let mntr answer on every member: 4lw.commands.whitelist=srvr,mntr, or the AdminServer.';
      return [
        {
          ...reported,
          message: 'The leader does not tell how many followers are in step',
          hint,
          isLasting: isForbidden,
        },
      ];
    }
    const node = snapshot.members.get(question.node);
    const takesPart = node !== undefined && isVoter(snapshot, question.node) && isInBroadcast(node);
    const isMissed = question.phase === 'after' || takesPart || !hasVote(snapshot, question);
    const needed = countVoters(snapshot, question) - (isMissed ? 1 : 2);
    // Before ZooKeeper 3.6 the leader counts them, and does not tell how many they are.
    const withoutVote = leader.syncedNonVotingFollowers ?? nonVotingFollowers(snapshot).length;
    const synced = syncedFollowers - withoutVote;
    return [
      ...(synced < needed
        ? [{ ...reported, message: `${synced} of ${needed} followers are in step with the leader` }]
        : []),
      ...(pendingSyncs > 0 ? [{ ...reported, message: `The leader has ${pendingSyncs} syncs pending` }] : []),
    ];
  },
};
