import { nodesThatMatter, type HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isQuorumGoneWith, isServing } from '../ensemble.ts';
import { findSilentLeader, silentLeaderHint } from '../silent-leader.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from '../snapshot.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

const whitelist =
  'Let 4lw.commands.whitelist have srvr and mntr on every server (4lw.commands.whitelist=srvr,mntr), or run the ' +
  'AdminServer, and name its port in admin_port where it is not 8080.';

function hintFor({ hint, problem, servesNobody }: ZookeeperMember): string {
  if (hint !== undefined) return hint;
  if (problem?.includes('whitelist')) return whitelist;
  const back = 'Bring it back into the ensemble.';
  return servesNobody
    ? `${back} Where it leads with leaderServes=no, let the controller reach its AdminServer (port 8080, or admin_port).`
    : back;
}

function shortcomingsOf(snapshot: ZookeeperSnapshot, address: string, silentLeader?: string): RuleVerdict[] {
  const member: ZookeeperMember = snapshot.members.get(address) ?? { problem: 'it was not asked' };
  const { problem, mode, unmonitored, isLasting } = member;
  if (address === silentLeader) {
    const message = `${address} serves no clients: it leads with leaderServes=no, and cannot be asked how it is`;
    return [{ subject: address, message, hint: silentLeaderHint, isLasting: true }];
  }
  if (!isServing(snapshot, address)) {
    const message = `${address} does not serve: ${problem ?? `it says that it is ${mode}`}`;
    return [{ subject: address, message, hint: hintFor(member), isLasting }];
  }
  if (unmonitored === undefined) return [];
  const message = `${address} is ${mode}, and does not tell how it is: ${unmonitored}`;
  return [{ subject: address, message, hint: whitelist, isLasting: true }];
}

/** What is about to leave may be allowed to tell once it is back, and need not tell before. */
const warningsOfLeaving = (snapshot: ZookeeperSnapshot, { phase, node }: HealthQuestion): RuleVerdict[] =>
  phase === 'before' && isServing(snapshot, node)
    ? shortcomingsOf(snapshot, node).map((verdict) => ({ ...verdict, severity: 'warn', isLasting: false }))
    : [];

export const membersServe: ZookeeperRule = {
  id: 'Z1',
  code: 'members-serve',
  requires: 'Every member answers, and is leader, follower or observer.',
  source: canonicalOperator,
  judge(snapshot, question) {
    if (isQuorumGoneWith(snapshot, question)) return [];
    const silentLeader = findSilentLeader(snapshot, question);
    const others = nodesThatMatter(question).flatMap((address) => shortcomingsOf(snapshot, address, silentLeader));
    return [...others, ...warningsOfLeaving(snapshot, question)];
  },
};
