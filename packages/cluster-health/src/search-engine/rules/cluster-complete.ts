import { nodesThatMatter, type HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isQuorumGoneWith } from '../quorum.ts';
import { type Gap, isGap } from '../../kind/gap.ts';
import type { Dialect } from '../dialect.ts';
import { type SearchCluster, nameOf, type SearchSnapshot, type NodeView } from '../snapshot.ts';
import { enumerate, type SearchRule } from './rule.ts';

function otherView(
  { manager, clusterUuid, members }: NodeView,
  cluster: SearchCluster,
  { manager: title }: Dialect,
): string | undefined {
  if (manager === undefined) return `reports no elected ${title}`;
  if (clusterUuid !== cluster.uuid) return `is in another cluster (${clusterUuid}) than ${cluster.askedOf}`;
  if (manager !== cluster.manager) {
    return `reports ${nameOf(cluster, manager)} as the ${title}, but ${cluster.askedOf} reports ${nameOf(cluster, cluster.manager)}`;
  }
  const theirs = cluster.members.map(({ id }) => id);
  const isSame = members.length === theirs.length && members.every((id) => theirs.includes(id));
  const list = (ids: readonly string[]) => enumerate(ids.map((id) => nameOf(cluster, id)).toSorted(), 10);
  return isSame ? undefined : `sees ${list(members)} in the cluster, but ${cluster.askedOf} sees ${list(theirs)}`;
}

/**
 * After the recycle, a refusal of credentials passes, because they were accepted before it. A starting node rejects users
 * of the security index (401) until it can read the index.
 */
const isLasting = ({ isLasting: isGapLasting, isRefusal }: Gap, { phase }: HealthQuestion): boolean =>
  isGapLasting === true && !(isRefusal && phase === 'after');

function checkNode(snapshot: SearchSnapshot, question: HealthQuestion, address: string): RuleVerdict[] {
  const view = snapshot.views.get(address) ?? { why: 'it was not queried' };
  if (isGap(view)) {
    const hint =
      'Start the node. Check that it is reachable from the controller, and the credentials of the health check.';
    const message = `${address} does not respond: ${view.why}`;
    return [{ subject: address, message, hint: view.hint ?? hint, isLasting: isLasting(view, question) }];
  }
  if (isGap(snapshot.cluster)) return [];
  const { cluster } = snapshot;
  const other = cluster.members.some(({ id }) => id === view.id)
    ? otherView(view, cluster, snapshot.dialect)
    : `responds, but is not in the cluster that ${cluster.askedOf} sees`;
  return other === undefined
    ? []
    : [
        {
          subject: address,
          message: `${address} ${other}`,
          hint: 'Open its log, and check the network between the nodes.',
        },
      ];
}

function activity({ health }: SearchCluster, { manager: title }: Dialect): RuleVerdict[] {
  const { initializing, relocating, inFlightFetches, timedOut } = health;
  const counts = { initializing, relocating, 'being fetched': inFlightFetches };
  const busy = Object.entries(counts).filter(([, count]) => count > 0);
  const list = busy.map(([state, count]) => `${count} ${state}`).join(', ');
  const shards = {
    message: `Shards are in progress: ${list}`,
    hint: 'Wait. GET /_cat/recovery?active_only lists them.',
  };
  const tasks = {
    message: `The ${title} did not finish its pending tasks within 1 s`,
    hint: 'Wait. GET /_cluster/pending_tasks lists them.',
  };
  return [...(busy.length > 0 ? [shards] : []), ...(timedOut ? [tasks] : [])].map((found) => ({
    subject: 'cluster',
    ...found,
  }));
}

/** The only node is leaving and is down, so nobody can be queried. */
const isOnlyNodeDown = ({ views }: SearchSnapshot, question: HealthQuestion): boolean =>
  nodesThatMatter(question).length === 0 && isGap(views.get(question.node) ?? { why: '' });

export const clusterComplete: SearchRule = {
  id: 'E1',
  code: 'cluster-whole',
  requires:
    'Every node except the leaving one responds, all see the same nodes under one cluster manager, no shard is moving or initializing, and the pending tasks take less than 1 second.',
  why: 'A single node can respond for all, or for a new cluster that it formed with an empty disk. While shards move, the state of the cluster is about to change.',
  onFailure: 'Start the node that does not respond, or open its log. Wait for shards that move or initialize.',
  source:
    'ECK, HasShardActivity: https://github.com/elastic/cloud-on-k8s/blob/main/pkg/controller/elasticsearch/client/model.go',
  judge(snapshot, question) {
    const { cluster } = snapshot;
    const nodes = nodesThatMatter(question).flatMap((address) => checkNode(snapshot, question, address));
    if (!isGap(cluster)) return [...nodes, ...activity(cluster, snapshot.dialect)];
    if (isOnlyNodeDown(snapshot, question) || isQuorumGoneWith(snapshot, question)) return nodes;
    return [...nodes, { subject: 'cluster', message: `The cluster cannot be read: ${cluster.why}` }];
  },
};
