import type { HealthQuestion } from '../../kind/question.ts';
import { countVoters, isAlone, isQuorumGoneWith, isServing, isVoter, serving } from '../ensemble.ts';
import type { ZookeeperSnapshot } from '../snapshot.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

/** Whoever leads unseen may lead for ever, and no override speaks for a leader that nobody asks. */
const unlistedLeader =
  'The gate opens only while a listed server leads: where one that is not listed does, list it in nodes.';

/**
 * The member that must be the leader: all voters but one follow somebody, and the one that is left answers that it
 * serves no requests.
 */
function findSilentLeader(snapshot: ZookeeperSnapshot, question: HealthQuestion): string | undefined {
  const followers = serving(snapshot).filter(
    ([address, { mode, modeAfter }]) => mode === 'follower' && modeAfter === mode && isVoter(snapshot, address),
  );
  const silent = [...snapshot.members].filter(([, { servesNobody, mode }]) => servesNobody === true && !mode);
  const isComplete = followers.length > 0 && followers.length === countVoters(snapshot, question) - 1;
  return isComplete && silent.length === 1 ? silent[0]![0] : undefined;
}

export const oneLeader: ZookeeperRule = {
  id: 'Z5',
  code: 'one-leader',
  holds: 'Exactly one member leads, and it is the same one when all are asked again.',
  source: `${canonicalOperator} (get_leader); asking again is a rule of this project`,
  judge(snapshot, question) {
    if (isAlone(snapshot) || isQuorumGoneWith(snapshot, question)) return [];
    const whoSays = (field: 'mode' | 'modeAfter') =>
      serving(snapshot)
        .filter(([, member]) => member[field] === 'leader')
        .map(([address]) => address);
    const [before, after] = [whoSays('mode'), whoSays('modeAfter')];
    const say = (message: string, hint?: string) => [{ subject: 'cluster', message, hint }];
    if (before.length === 0) {
      const silentLeader = findSilentLeader(snapshot, question);
      if (silentLeader !== undefined) {
        const message = `${silentLeader} leads, as all other voters follow, and serves no clients (leaderServes=no): it cannot be asked how it is`;
        const hint =
          'Run the AdminServer on every server, and let the controller reach its port 8080 (option admin_port for ' +
          'another one); or remove leaderServes=no.';
        return [{ subject: silentLeader, message, hint, isLasting: true }];
      }
      const silent = [...snapshot.members].filter(([address]) => !isServing(snapshot, address));
      const unasked = silent.length > 0 ? `; not known of ${silent.map(([address]) => address).join(', ')}` : '';
      return say(`No member says that it leads the ensemble${unasked}`, unlistedLeader);
    }
    if (before.length > 1) return say(`More than one member says that it leads: ${before.join(', ')}`);
    if (before.join() !== after.join()) {
      return say(`Leadership moved while it was read: from ${before[0]} to ${after.join(', ') || 'nobody'}`);
    }
    return [];
  },
};
