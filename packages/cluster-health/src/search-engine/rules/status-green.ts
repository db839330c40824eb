import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { type SearchCluster, type Copy, memberAt, shardKey, viewOf } from '../snapshot.ts';
import { isKeptByVersion, whyNever } from '../explanation.ts';
import { isOlder } from '../versions.ts';
import { enumerate, explainHint, type Known, onCluster, type SearchRule } from './rule.ts';
import { isOut } from './unlisted.ts';

const unassignedIn = ({ copies }: SearchCluster): Copy[] => copies.filter(({ state }) => state === 'UNASSIGNED');

function describe(cluster: SearchCluster): string {
  const shards = unassignedIn(cluster).map(shardKey).toSorted();
  const unassigned =
    shards.length > 0 ? `, unassigned copies: ${shards.length} (${enumerate([...new Set(shards)])})` : '';
  return `The status is ${cluster.health.status}${unassigned}`;
}

/** Whether a rolling upgrade is in progress and, before the recycle, has not reached the node: continuing it helps. */
function isUpgrading({ snapshot, question: { phase, node, nodes } }: Known): boolean {
  const versions = new Set(nodes.flatMap((address) => viewOf(snapshot, address)?.version ?? []));
  const own = viewOf(snapshot, node)?.version;
  if (phase === 'after') return versions.size > 1;
  return own !== undefined && [...versions].some((version) => isOlder(own, version));
}

/** Why a status that is not green does not block this node. */
function whyAcceptable(known: Known): string | undefined {
  const { cluster, snapshot, question } = known;
  if (question.phase === 'before' && isOut(known)) {
    return `${question.node} is out of the cluster, so its recycle can only help`;
  }
  if (cluster.health.status === 'red') return undefined;
  const member = memberAt(snapshot, cluster, question.node);
  if (question.phase === 'before' && member && !cluster.copies.some(({ node }) => node === member.id)) {
    return `${question.node} holds no copy of any shard`;
  }
  const unassigned = unassignedIn(cluster);
  if (unassigned.length === 0 || unassigned.some(({ primary }) => primary)) return undefined;
  if (question.expect === 1) return 'a single node cannot have replicas';
  const isKept = (copy: Copy) => {
    const explained = cluster.unassigned.get(shardKey(copy));
    return explained !== undefined && isKeptByVersion(explained);
  };
  if (isUpgrading(known) && unassigned.every(isKept)) {
    return 'the status turns green only when all nodes have the new version';
  }
  return undefined;
}

/** Why the status stays yellow; undefined if it may turn green, or if it is red and more than replicas is missing. */
function whyLasting({ cluster, snapshot, question }: Known) {
  const isComplete = question.nodes.every((address) => memberAt(snapshot, cluster, address) !== undefined);
  const unassigned = unassignedIn(cluster);
  if (cluster.health.status !== 'yellow' || !isComplete || unassigned.some(({ primary }) => primary)) return undefined;
  const explained = unassigned.flatMap((copy) => cluster.unassigned.get(shardKey(copy)) ?? []);
  const causes = explained.map(whyNever);
  return causes.includes(undefined) ? undefined : causes[0];
}

export const statusGreen: SearchRule = {
  id: 'E2',
  code: 'status-green',
  requires:
    'The status is green. It may be yellow on a single node, during a version upgrade or if the node holds no shard, and of any color if the node is already out of the cluster.',
  why: 'A red cluster lacks a shard, and a yellow cluster lacks a copy that the next recycle may need. During an upgrade, no copy moves from a newer node to an older one, so only continuing turns the status green.',
  onFailure:
    'Run `GET /_cluster/allocation/explain` to see why a shard is unassigned. Wait for copies that initialize.',
  override:
    'Override it when the status is yellow, all listed nodes are in the cluster, and no node can take the unassigned copies for a reason that does not pass, for example more copies than nodes.',
  source:
    'ECK, upgrade predicates: https://github.com/elastic/cloud-on-k8s/blob/main/docs/reference/upgrade-predicates.md; OpenSearch Kubernetes operator, CheckClusterStatusForRestart: https://github.com/opensearch-project/opensearch-k8s-operator',
  isOverridable: true,
  judge: onCluster((known): RuleVerdict[] => {
    const { cluster } = known;
    if (cluster.health.status === 'green') return [];
    const message = describe(cluster);
    const acceptable = whyAcceptable(known);
    if (acceptable !== undefined)
      return [{ subject: 'cluster', message: `${message}: ${acceptable}`, severity: 'warn' }];
    const cause = whyLasting(known);
    if (cause === undefined) {
      return [{ subject: 'cluster', message, hint: explainHint }];
    }
    const hint = `${cause.remedy} ${overrideHint('status-green', 'the status stays yellow')}`;
    return [
      { subject: 'cluster', message: `${message}, and no node can take them: ${cause.why}`, hint, isLasting: true },
    ];
  }),
};
