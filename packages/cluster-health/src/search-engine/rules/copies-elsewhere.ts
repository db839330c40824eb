import type { RuleVerdict } from '../../kind/rule.ts';
import { whyNever } from '../explanation.ts';
import { type Copy, memberAt, shardKey } from '../snapshot.ts';
import { enumerate, type Known, onCluster, type SearchRule } from './rule.ts';

interface Shard {
  index: string;
  key: string;
  copies: Copy[];
}

const isHealthy = ({ state }: Copy): boolean => state === 'STARTED' || state === 'RELOCATING';

/**
 * The shards of which the node holds a copy, each with all of its copies. None where nothing is asked of them:
 * afterwards, and of a single node, of which role-elsewhere says that everything is away with it.
 */
function shardsOn({ cluster, snapshot, question }: Known): { id: string; shards: Shard[] } {
  const id = memberAt(snapshot, cluster, question.node)?.id;
  if (question.phase === 'after' || question.expect === 1 || id === undefined) return { id: '', shards: [] };
  // A search replica never becomes a primary: it is no spare copy.
  const spare = cluster.copies.filter(({ searchOnly }) => !searchOnly);
  const byShard = Map.groupBy(spare, shardKey);
  const shards = [...byShard].map(([key, copies]) => ({ key, index: copies[0]!.index, copies }));
  return { id, shards: shards.filter(({ copies }) => copies.some(({ node }) => node === id)) };
}

export const startedCopyElsewhere: SearchRule = {
  id: 'E3',
  code: 'started-copy-elsewhere',
  requires:
    'Every shard with more than one copy of which the node holds the primary has a started copy on another node.',
  source:
    'Elastic Cloud on Kubernetes, predicate require_started_replica: https://github.com/elastic/cloud-on-k8s/blob/main/docs/reference/upgrade-predicates.md',
  isOverridable: true,
  judge: onCluster((known) => {
    const { id, shards } = shardsOn(known);
    const bare = shards.filter(
      ({ copies }) =>
        copies.length > 1 &&
        copies.some(({ primary, node }) => primary && node === id) &&
        !copies.some((copy) => copy.node !== id && isHealthy(copy)),
    );
    return bare.map(({ key }): RuleVerdict => {
      const message = `No copy of ${key} but the primary on ${known.question.node} is started`;
      const explained = known.cluster.unassigned.get(key);
      const cause = explained && whyNever(explained);
      if (cause === undefined) return { subject: key, message };
      const hint = `${cause.remedy} Or accept that ${key} is away with the node: override started-copy-elsewhere.`;
      return { subject: key, message: `${message}, and no node can take another: ${cause.why}`, hint, isLasting: true };
    });
  }),
};

export const indexReplicas: SearchRule = {
  id: 'E4',
  code: 'index-replicas',
  requires: 'No index without replicas has a shard on the node.',
  source:
    'OpenSearch Kubernetes operator, HasIndicesWithNoReplica: https://github.com/opensearch-project/opensearch-k8s-operator',
  isOverridable: true,
  judge: onCluster((known): RuleVerdict[] => {
    const { shards } = shardsOn(known);
    const byIndex = Map.groupBy(
      shards.filter(({ copies }) => copies.length === 1),
      ({ index }) => index,
    );
    return [...byIndex].map(([index, alone]) => ({
      subject: index,
      message: `Index ${index} has no replicas, and shards on ${known.question.node}: ${enumerate(alone.map(({ key }) => key))}`,
      hint: `Raise index.number_of_replicas of ${index}, or speak for its absence with an override of index-replicas.`,
      isLasting: true,
    }));
  }),
};
