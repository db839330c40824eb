import { nodesThatMatter, type HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isQuorumGoneWith, isServing } from '../ensemble.ts';
import { findSilentLeader, silentLeaderHint } from '../silent-leader.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from '../snapshot.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

const whitelist =
  'Allow srvr and mntr on every server (4lw.commands.whitelist=srvr,mntr), or run the AdminServer and set admin_port ' +
  'if its port is not 8080.';

function hintFor({ hint, problem, servesNobody }: ZookeeperMember): string {
  if (hint !== undefined) return hint;
  if (problem?.includes('whitelist')) return whitelist;
  const back = 'Bring it back into the ensemble.';
  return servesNobody
    ? `${back} If it leads with leaderServes=no, make its AdminServer reachable from the controller (port 8080, or admin_port).`
    : back;
}

function shortcomingsOf(snapshot: ZookeeperSnapshot, address: string, silentLeader?: string): RuleVerdict[] {
  const member: ZookeeperMember = snapshot.members.get(address) ?? { problem: 'it was not queried' };
  const { problem, mode, unmonitored, isLasting } = member;
  if (address === silentLeader) {
    const message = `${address} serves no clients: it leads with leaderServes=no, and its state cannot be read`;
    return [{ subject: address, message, hint: silentLeaderHint, isLasting: true }];
  }
  if (!isServing(snapshot, address)) {
    const message = `${address} does not serve: ${problem ?? `it reports that it is ${mode}`}`;
    return [{ subject: address, message, hint: hintFor(member), isLasting }];
  }
  if (unmonitored === undefined) return [];
  const message = `${address} is ${mode}, but does not report its state: ${unmonitored}`;
  return [{ subject: address, message, hint: whitelist, isLasting: true }];
}

/** The new image of the leaving node may allow the commands, so before the recycle they are only a warning. */
const warningsOfLeaving = (snapshot: ZookeeperSnapshot, { phase, node }: HealthQuestion): RuleVerdict[] =>
  phase === 'before' && isServing(snapshot, node)
    ? shortcomingsOf(snapshot, node).map((verdict) => ({ ...verdict, severity: 'warn', isLasting: false }))
    : [];

export const membersServe: ZookeeperRule = {
  id: 'Z1',
  code: 'members-serve',
  requires: 'Every member responds and is leader, follower or observer. A single server may be standalone.',
  why: 'A member that responds to `ruok` may still have no quorum, be read-only or be standalone.',
  onFailure:
    'Bring the member back into the ensemble. If it serves but may not be queried, allow `srvr` and `mntr` in `4lw.commands.whitelist`, or run the AdminServer; check the options `tls` and `port`.',
  source: canonicalOperator,
  judge(snapshot, question) {
    if (isQuorumGoneWith(snapshot, question)) return [];
    const silentLeader = findSilentLeader(snapshot, question);
    const others = nodesThatMatter(question).flatMap((address) => shortcomingsOf(snapshot, address, silentLeader));
    return [...others, ...warningsOfLeaving(snapshot, question)];
  },
};
