import type { HealthQuestion } from '../../kind/question.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isQuorumGoneWith } from '../quorum.ts';
import type { Dialect } from '../dialect.ts';
import { memberAt, nameOf, viewOf } from '../snapshot.ts';
import { type Known, onCluster, type SearchRule } from './rule.ts';
import { isEligible } from '../roles.ts';
import { endExclusions } from './voting-exclusions.ts';

/** Whether the problem lasts: all nodes respond, and too few are eligible. */
function isLasting({ snapshot, question: { nodes } }: Known): boolean {
  const views = nodes.map((address) => viewOf(snapshot, address));
  return views.every((view) => view !== undefined) && views.filter(isEligible).length <= 2;
}

const outage = overrideHint('cluster-manager-quorum', 'the cluster is down until the node is back');
const tooFew = `Run three eligible nodes, or with two, move the vote away first: POST /_cluster/voting_config_exclusions. ${outage}`;
const excluded = (origin: string): string =>
  `Nodes are excluded from voting. End the exclusions: ${endExclusions(origin)}`;

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
      message: `Without ${question.node}, ${remaining.length} of ${voters.length} voting nodes remain (${names}); a majority needs ${majority}`,
      hint: cluster.votingExclusions.length > 0 ? excluded(cluster.origin) : tooFew,
      isLasting: cluster.votingExclusions.length > 0 || isLasting(known),
      isOutage: true,
    },
  ];
});

/** No node can report the votes, but there are certainly too few. */
const lostQuorum = ({ node }: HealthQuestion, { manager }: Dialect): RuleVerdict => ({
  subject: 'cluster',
  message: `${node} does not respond, and the other one of two nodes cannot elect a ${manager} without it`,
  hint: `Start it. ${outage}`,
  isLasting: true,
  isOutage: true,
});

export const clusterManagerQuorum: SearchRule = {
  id: 'E5',
  code: 'cluster-manager-quorum',
  requires: 'Before the recycle, more than half of the voting nodes are in the cluster without the leaving node.',
  why: 'Without that majority, no cluster manager is elected and nothing can be changed. Of two eligible nodes, only one has a vote, and that one cannot leave.',
  onFailure:
    'Run three nodes that are eligible as cluster manager. If votes were excluded, end the exclusions with the command in the hint.',
  override:
    'Override it with one or two eligible nodes or excluded votes, when the cluster may be down during the recycle. Also when one of two nodes is down and the other one cannot elect a cluster manager.',
  source:
    'Elastic, voting configurations: https://www.elastic.co/docs/deploy-manage/distributed-architecture/discovery-cluster-formation/modules-discovery-voting; OpenSearch Kubernetes operator, rollingRestart.go: https://github.com/opensearch-project/opensearch-k8s-operator',
  isOverridable: true,
  judge: (snapshot, question) =>
    isQuorumGoneWith(snapshot, question) ? [lostQuorum(question, snapshot.dialect)] : lostMajority(snapshot, question),
};
