import { isAlone, isQuorumGoneWith, isServing, serving } from '../ensemble.ts';
import { findSilentLeader, silentLeaderHint } from '../silent-leader.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

/** Whoever leads unseen may lead for ever, and no override speaks for a leader that nobody asks. */
const unlistedLeader =
  'The gate opens only while a listed server leads: where one that is not listed does, list it in nodes.';

/** Who cannot be asked for a reason of the options, or of the server's, may be well, and lead. */
const barredLeader =
  'One that cannot be asked may lead. What keeps it from being asked is told of it in a finding of its own: heal that first.';

export const oneLeader: ZookeeperRule = {
  id: 'Z5',
  code: 'one-leader',
  requires: 'Exactly one member leads, and it is the same one when all are asked again.',
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
        return [{ subject: silentLeader, message, hint: silentLeaderHint, isLasting: true }];
      }
      const silent = [...snapshot.members].filter(([address]) => !isServing(snapshot, address));
      const unasked = silent.length > 0 ? `; not known of ${silent.map(([address]) => address).join(', ')}` : '';
      const isBarred = silent.some(([, { isLasting }]) => isLasting);
      return say(`No member says that it leads the ensemble${unasked}`, isBarred ? barredLeader : unlistedLeader);
    }
    if (before.length > 1) return say(`More than one member says that it leads: ${before.join(', ')}`);
    if (before.join() !== after.join()) {
      return say(`Leadership moved while it was read: from ${before[0]} to ${after.join(', ') || 'nobody'}`);
    }
    return [];
  },
};
