import type { HealthQuestion } from '../kind/question.ts';
import { countVoters, isVoter, serving } from './ensemble.ts';
import type { ZookeeperSnapshot } from './snapshot.ts';

export const silentLeaderHint =
  'Run the AdminServer on every server and make its port 8080 reachable from the controller (option admin_port for ' +
  'another port), or remove leaderServes=no.';

/**
 * The member that must be the leader: all voters but one are followers, and the remaining one responds that it serves no
 * requests.
 */
export function findSilentLeader(snapshot: ZookeeperSnapshot, question: HealthQuestion): string | undefined {
  const followers = serving(snapshot).filter(
    ([address, { mode, modeAfter }]) => mode === 'follower' && modeAfter === mode && isVoter(snapshot, address),
  );
  const silent = [...snapshot.members].filter(([, { servesNobody, mode }]) => servesNobody === true && !mode);
  const isComplete = followers.length > 0 && followers.length === countVoters(snapshot, question) - 1;
  return isComplete && silent.length === 1 ? silent[0]![0] : undefined;
}
