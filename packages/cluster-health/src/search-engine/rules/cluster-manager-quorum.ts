import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isQuorumGoneWith } from '../quorum.ts';
import type { Dialect } from '../dialect.ts';
import { memberAt, nameOf, viewOf } from '../snapshot.ts';
import { type Known, onCluster, type SearchRule } from './rule.ts';
import { isEligible } from '../roles.ts';
import { endExclusions } from './voting-exclusions.ts';

/** Whether waiting cannot help: everybody answers, and there are just too few that could vote. */
function isLasting({ snapshot, question: { nodes } }: Known): boolean {
  const views = nodes.map((address) => viewOf(snapshot, address));
  return views.every((view) => view !== undefined) && views.filter(isEligible).length <= 2;
}

const tooFew =
  'Three nodes that may be elected bear the loss of one. With two, POST /_cluster/voting_config_exclusions moves the vote away first.';
const excluded = (origin: string): string =>
  `Votes were taken away from nodes. Give them back: ${endExclusions(origin)}`;

const lostMajority = onCluster((known): RuleVerdict[] => {
  const { cluster, snapshot, question } = known;
  const { voters, members } = cluster;
  if (question.phase === 'after' || question.expect === 1) return [];
  const leaving = memberAt(snapshot, cluster, question.node)?.id;
  const remaining = voters.filter((id) => id !== leaving && members.some((member) => member.id === id));
  if (remaining.length * 2 > voters.length) return [];
  const names = remaining.map((id) => nameOf(cluster, id)).join(', ') || 'none';
  const majority = Math.floor(voters.length / 2) + 1;
  return [
    {
      subject: 'cluster',
      message: `Without ${question.node}, ${remaining.length} of ${voters.length} voting nodes are left (${names}); a majority is ${majority}`,
      hint: cluster.votingExclusions.length > 0 ? excluded(cluster.origin) : tooFew,
      isLasting: cluster.votingExclusions.length > 0 || isLasting(known),
      isOutage: true,
    },
  ];
});

/** Nobody is left who could tell whose votes count; that there are too few is certain. */
const lostQuorum = ({ node }: HealthQuestion, { manager }: Dialect): RuleVerdict => ({
  subject: 'cluster',
  message: `${node} does not answer, and without it the other of two nodes elects no ${manager}`,
  hint: 'There is no cluster until it is back: start it; or recycle it with an override of cluster-manager-quorum.',
  isLasting: true,
  isOutage: true,
});

export const clusterManagerQuorum: SearchRule = {
  id: 'E5',
  code: 'cluster-manager-quorum',
  requires: 'Without the node, more than half of the nodes whose votes count are in the cluster.',
  source:
    'https://www.elastic.co/docs/deploy-manage/distributed-architecture/discovery-cluster-formation/modules-discovery-voting; OpenSearch Kubernetes operator, rollingRestart.go: ready > (total + 1) / 2',
  isOverridable: true,
  judge: (snapshot, question) =>
    isQuorumGoneWith(snapshot, question) ? [lostQuorum(question, snapshot.dialect)] : lostMajority(snapshot, question),
};
