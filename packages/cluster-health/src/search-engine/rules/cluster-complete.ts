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
  if (manager === undefined) return `knows of no elected ${title}`;
  if (clusterUuid !== cluster.uuid) return `is in another cluster (${clusterUuid}) than ${cluster.askedOf}`;
  if (manager !== cluster.manager) {
    return `takes ${nameOf(cluster, manager)} for the ${title}, ${cluster.askedOf} takes ${nameOf(cluster, cluster.manager)}`;
  }
  const theirs = cluster.members.map(({ id }) => id);
  const isSame = members.length === theirs.length && members.every((id) => theirs.includes(id));
  const list = (ids: readonly string[]) => enumerate(ids.map((id) => nameOf(cluster, id)).toSorted(), 10);
  return isSame ? undefined : `sees ${list(members)} in the cluster, ${cluster.askedOf} sees ${list(theirs)}`;
}

/**
 * After, the credentials were good for the cluster before. A node that starts refuses the users in the security index
 * (401) until it can read that.
 */
const isLasting = ({ isLasting: isGapLasting, isRefusal }: Gap, { phase }: HealthQuestion): boolean =>
  isGapLasting === true && !(isRefusal && phase === 'after');

function strayNode(snapshot: SearchSnapshot, question: HealthQuestion, address: string): RuleVerdict[] {
  const view = snapshot.views.get(address) ?? { why: 'it was not asked' };
  if (isGap(view)) {
    const hint = 'Start it, or bring it back; check that the controller reaches it, and the credentials of the gate.';
    const message = `${address} does not answer: ${view.why}`;
    return [{ subject: address, message, hint: view.hint ?? hint, isLasting: isLasting(view, question) }];
  }
  if (isGap(snapshot.cluster)) return [];
  const { cluster } = snapshot;
  const other = cluster.members.some(({ id }) => id === view.id)
    ? otherView(view, cluster, snapshot.dialect)
    : `answers, and is not in the cluster that ${cluster.askedOf} sees`;
  return other === undefined ? [] : [{ subject: address, message: `${address} ${other}` }];
}

function shardActivity({ health }: SearchCluster, { manager: title }: Dialect): RuleVerdict[] {
  const { initializing, relocating, inFlightFetches, timedOut } = health;
  const busy = [
    initializing > 0 && `${initializing} shards are initializing`,
    relocating > 0 && `${relocating} shards are relocating`,
    inFlightFetches > 0 && `${inFlightFetches} shards are being looked for`,
    timedOut && `the ${title} did not get through its pending tasks within 1 s`,
  ].filter((message) => message !== false);
  return busy.length > 0 ? [{ subject: 'cluster', message: busy.join(', ') }] : [];
}

/** Where the only node is to leave and is down, nobody is left whom one could ask. */
const isNobodyLeft = ({ views }: SearchSnapshot, question: HealthQuestion): boolean =>
  nodesThatMatter(question).length === 0 && isGap(views.get(question.node) ?? { why: '' });

export const clusterComplete: SearchRule = {
  id: 'E1',
  code: 'cluster-whole',
  requires:
    'Every node but the one that leaves answers for itself, and all see the same nodes in one cluster under one cluster manager, which is not moving or building shards.',
  source:
    'Elastic Cloud on Kubernetes, client/model.go, HasShardActivity: https://github.com/elastic/cloud-on-k8s; a node alone may answer for a cluster of its own',
  judge(snapshot, question) {
    const { cluster } = snapshot;
    const nodes = nodesThatMatter(question).flatMap((address) => strayNode(snapshot, question, address));
    if (!isGap(cluster)) return [...nodes, ...shardActivity(cluster, snapshot.dialect)];
    if (isNobodyLeft(snapshot, question) || isQuorumGoneWith(snapshot, question)) return nodes;
    return [...nodes, { subject: 'cluster', message: `The cluster cannot be read: ${cluster.why}` }];
  },
};
