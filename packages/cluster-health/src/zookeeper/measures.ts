import type { Measure } from '@esg-recycler/core';
import type { HealthQuestion } from '../kind/question.ts';
import { countVoters, leaderOf, nonVotingFollowers } from './ensemble.ts';
import type { ZookeeperSnapshot } from './snapshot.ts';

/** The voters that the leader reports as synced. */
export function measures(snapshot: ZookeeperSnapshot, question: HealthQuestion): Measure[] {
  const leader = leaderOf(snapshot);
  if (leader?.syncedFollowers === undefined) return [];
  const withoutVote = leader.syncedNonVotingFollowers ?? nonVotingFollowers(snapshot).length;
  return [
    { name: 'followers synced', value: leader.syncedFollowers - withoutVote, of: countVoters(snapshot, question) - 1 },
  ];
}
