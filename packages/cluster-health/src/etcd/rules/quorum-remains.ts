import { overrideHint } from '../../kind/override-hint.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { countVoters, describeMember, hasVote, hexOf, memberAt, servingVotersWithout, votersOf } from '../cluster.ts';
import type { EtcdSnapshot } from '../snapshot.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

/**
 * There are enough voting members, but too few of them are serving. A listed member can come back. An unlisted member is
 * never queried, so waiting for it does not help.
 */
function tooFewServe(snapshot: EtcdSnapshot, question: HealthQuestion, majority: number): RuleVerdict[] {
  // If no member lists the members, none is serving, and members-serve reports that.
  if (snapshot.members.length === 0) return [];
  const serving = servingVotersWithout(snapshot, question);
  if (serving.size >= majority) return [];
  const { node, nodes } = question;
  const voters = votersOf(snapshot);
  const own = memberAt(snapshot, node);
  const missing = voters.filter((voter) => voter !== own && !serving.has(voter.id));
  const listed = nodes.map((address) => memberAt(snapshot, address));
  const names = missing.map(describeMember).join(', ');
  // While the node is unreachable and may be any of them, no member is named for removal.
  const gone = own === undefined ? ['ID'] : missing.map(({ id }) => hexOf(id));
  const removals = gone.map((id) => `etcdctl member remove ${id}`).join('; ');
  return [
    {
      subject: 'cluster',
      message: `Without ${node}, ${serving.size} of ${voters.length} voting members are serving; a quorum needs ${majority} (not serving: ${names})`,
      hint: `Start the members that are down, and list all members in --nodes (esg_recycle_nodes), because an unlisted member is not checked. A member that is gone for good keeps its vote until you remove it: ${removals}`,
      isLasting: listed.every((member) => member !== undefined && !missing.includes(member)),
      isOutage: true,
    },
  ];
}

export const quorumRemains: EtcdRule = {
  id: 'D6',
  code: 'quorum-remains',
  requires:
    'Before the recycle: without the node, more than half of all voting members are listed and serving. An even number of voting members is a warning.',
  why: 'A cluster of one or two members loses its quorum with any member. A dead member keeps its vote until it is removed. Four members tolerate no more failures than three.',
  onFailure:
    'Start the members that are down and list all members in `esg_recycle_nodes` (`--nodes`). Remove a member that is gone for good with `etcdctl member remove ID`. Too few members, or missing members that are unlisted, are reported at once; a listed member is waited for.',
  override:
    'Accept it for a cluster of one or two members, if clients can wait while the node is recycled. In a two-member cluster, the member that is down can then be recycled while the other one responds.',
  source: `etcd, failure tolerance: ${etcdDocs('faq')}`,
  isOverridable: true,
  judge(snapshot, question) {
    const { phase, node } = question;
    if (phase === 'after' || !hasVote(snapshot, node)) return [];
    const voters = countVoters(snapshot, question);
    const majority = Math.floor(voters / 2) + 1;
    const clusterVerdict = (message: string) => ({ subject: 'cluster', message });
    if (voters - 1 < majority) {
      const hint = `Add members until there are at least three. ${overrideHint('quorum-remains', 'etcd is unavailable while the node is recycled')}`;
      const message = `Without ${node}, ${voters - 1} of ${voters} voting members remain; a quorum needs ${majority}`;
      return [{ ...clusterVerdict(message), hint, isLasting: true, isOutage: true }];
    }
    const found = tooFewServe(snapshot, question, majority);
    if (found.length > 0 || voters % 2 === 1) return found;
    const message = `The cluster has ${voters} voting members, which tolerate no more failures than ${voters - 1}`;
    return [{ ...clusterVerdict(message), severity: 'warn' }];
  },
};
