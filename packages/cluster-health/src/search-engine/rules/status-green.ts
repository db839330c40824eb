import type { RuleVerdict } from '../../kind/rule.ts';
import { type SearchCluster, type Copy, memberAt, shardKey, viewOf } from '../snapshot.ts';
import { isKeptByVersion, whyNever } from '../explanation.ts';
import { isOlder } from '../versions.ts';
import { enumerate, type Known, onCluster, type SearchRule } from './rule.ts';
import { isOut } from './unlisted.ts';

const unassignedIn = ({ copies }: SearchCluster): Copy[] => copies.filter(({ state }) => state === 'UNASSIGNED');

function describe(cluster: SearchCluster): string {
  const shards = unassignedIn(cluster).map(shardKey).toSorted();
  const unassigned =
    shards.length > 0 ? `, unassigned copies: ${shards.length} (${enumerate([...new Set(shards)])})` : '';
  return `The status is ${cluster.health.status}${unassigned}`;
}

/** Whether a rolling upgrade is under way and, before, has yet to reach the node: then going on with it can heal. */
function isAmidUpgrade({ snapshot, question: { phase, node, nodes } }: Known): boolean {
  const versions = new Set(nodes.flatMap((address) => viewOf(snapshot, address)?.version ?? []));
  const own = viewOf(snapshot, node)?.version;
  if (phase === 'after') return versions.size > 1;
  return own !== undefined && [...versions].some((version) => isOlder(own, version));
}

/** Why a status that is not green does not stand in the way of this node. */
function whyBearable(known: Known): string | undefined {
  const { cluster, snapshot, question } = known;
  if (question.phase === 'before' && isOut(known)) {
    return `${question.node} is out of the cluster, so going on can only help`;
  }
  if (cluster.health.status === 'red') return undefined;
  const member = memberAt(snapshot, cluster, question.node);
  if (question.phase === 'before' && member && !cluster.copies.some(({ node }) => node === member.id)) {
    return `${question.node} holds no copy of any shard`;
  }
  const unassigned = unassignedIn(cluster);
  if (unassigned.length === 0 || unassigned.some(({ primary }) => primary)) return undefined;
  if (question.expect === 1) return 'a single node has no place for replicas';
  const isKept = (copy: Copy) => {
    const explained = cluster.unassigned.get(shardKey(copy));
    return explained !== undefined && isKeptByVersion(explained);
  };
  if (isAmidUpgrade(known) && unassigned.every(isKept)) {
    return 'it can be green only when all nodes have the new version';
  }
  return undefined;
}

/** Why waiting cannot make it green; nothing where it may, or where it is red: then more is amiss than replicas. */
function whyForGood({ cluster, snapshot, question }: Known) {
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
    'The status is green; or yellow on a single node, or because no replica goes from a newer node to an older one. Before: or anything while the node is out of the cluster, or yellow while it holds no shard.',
  source:
    'Elastic Cloud on Kubernetes, predicates only_restart_healthy_node_if_green_or_yellow and if_yellow_only_restart_upgrading_nodes_with_unassigned_replicas: https://github.com/elastic/cloud-on-k8s/blob/main/docs/reference/upgrade-predicates.md',
  isOverridable: true,
  judge: onCluster((known): RuleVerdict[] => {
    const { cluster } = known;
    if (cluster.health.status === 'green') return [];
    const message = describe(cluster);
    const bearable = whyBearable(known);
    if (bearable !== undefined) return [{ subject: 'cluster', message: `${message}: ${bearable}`, severity: 'warn' }];
    const cause = whyForGood(known);
    if (cause === undefined) {
      const hint = 'GET /_cluster/allocation/explain says why a shard is unassigned.';
      return [{ subject: 'cluster', message, hint }];
    }
    const hint = `${cause.remedy} Or accept that it stays yellow with an override of status-green.`;
    return [
      { subject: 'cluster', message: `${message}, and no node can take them: ${cause.why}`, hint, isLasting: true },
    ];
  }),
};
