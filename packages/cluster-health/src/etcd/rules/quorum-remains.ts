import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { countVoters, describeMember, hasVote, hexOf, memberAt, servingVotersWithout, votersOf } from '../cluster.ts';
import type { EtcdSnapshot } from '../snapshot.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

/**
 * There would be enough votes, but not enough of them are seen to serve. That of a listed member can come back; one that
 * is not listed is never asked, so that no check can ever find it serving.
 */
function tooFewServe(snapshot: EtcdSnapshot, question: HealthQuestion, majority: number): RuleVerdict[] {
  // Where nobody lists the members nobody serves, which members-serve reports.
  if (snapshot.members.length === 0) return [];
  const serving = servingVotersWithout(snapshot, question);
  if (serving.size >= majority) return [];
  const { node, nodes } = question;
  const voters = votersOf(snapshot);
  const own = memberAt(snapshot, node);
  const missing = voters.filter((voter) => voter !== own && !serving.has(voter.id));
  const listed = nodes.map((address) => memberAt(snapshot, address));
  const names = missing.map(describeMember).join(', ');
  // While the node is silent and may be any of them, none is named for removal.
  const gone = own === undefined ? ['ID'] : missing.map(({ id }) => hexOf(id));
  const removals = gone.map((id) => `etcdctl member remove ${id}`).join('; ');
  return [
    {
      subject: 'cluster',
      message: `Without ${node}, ${serving.size} of ${voters.length} members with a vote are seen to serve; a quorum needs ${majority} (not seen: ${names})`,
      hint: `Start what is down, and list all members in --nodes (esg_recycle_nodes): one that is not listed is not asked. One that is gone for good keeps its vote until it is removed: ${removals}`,
      isLasting: listed.every((member) => member !== undefined && !missing.includes(member)),
      isOutage: true,
    },
  ];
}

export const quorumRemains: EtcdRule = {
  id: 'D6',
  code: 'quorum-remains',
  requires: 'Without the node, the members with a vote that are seen to serve are more than half of all with a vote.',
  source: `${etcdDocs('faq')} (failure tolerance)`,
  isOverridable: true,
  judge(snapshot, question) {
    const { phase, node } = question;
    if (phase === 'after' || !hasVote(snapshot, node)) return [];
    const voters = countVoters(snapshot, question);
    const majority = Math.floor(voters / 2) + 1;
    const say = (message: string) => ({ subject: 'cluster', message });
    if (voters - 1 < majority) {
      const hint =
        "Nothing can be written or read while it is recycled. Three members prevent that; or accept it: --override 'quorum-remains=why'.";
      const message = `Without ${node}, ${voters - 1} of ${voters} members with a vote remain; a quorum needs ${majority}`;
      return [{ ...say(message), hint, isLasting: true, isOutage: true }];
    }
    const found = tooFewServe(snapshot, question, majority);
    if (found.length > 0 || voters % 2 === 1) return found;
    const message = `The cluster has ${voters} members with a vote: it survives the loss of no more of them than ${voters - 1} would`;
    return [{ ...say(message), severity: 'warn' }];
  },
};
