import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { whyNever } from '../explanation.ts';
import { type Copy, memberAt, shardKey } from '../snapshot.ts';
import { enumerate, explainHint, type Known, onCluster, type SearchRule } from './rule.ts';

interface Shard {
  index: string;
  key: string;
  copies: Copy[];
}

const isHealthy = ({ state }: Copy): boolean => state === 'STARTED' || state === 'RELOCATING';

/**
 * The shards that have a copy on the node, each with all of its copies. Empty after the recycle and for a single node,
 * which role-elsewhere reports.
 */
function shardsOn({ cluster, snapshot, question }: Known): { id: string; shards: Shard[] } {
  const id = memberAt(snapshot, cluster, question.node)?.id;
  if (question.phase === 'after' || question.expect === 1 || id === undefined) return { id: '', shards: [] };
  // A search replica never becomes a primary, so it does not count.
  const counted = cluster.copies.filter(({ searchOnly }) => !searchOnly);
  const byShard = Map.groupBy(counted, shardKey);
  const shards = [...byShard].map(([key, copies]) => ({ key, index: copies[0]!.index, copies }));
  return { id, shards: shards.filter(({ copies }) => copies.some(({ node }) => node === id)) };
}

export const startedCopyElsewhere: SearchRule = {
  id: 'E3',
  code: 'started-copy-elsewhere',
  requires:
    'Before the recycle, every shard with several copies and its primary on the node has a started copy on another node. Search replicas do not count.',
  why: 'Otherwise the shard is unavailable without the node, and so is everything written since its replica fell behind.',
  onFailure: 'Wait until a replica is started. If no node can take one, follow the remedy in the hint.',
  override: 'Override it when no node can take another copy and the shard may be unavailable during the recycle.',
  source:
    'ECK, require_started_replica: https://github.com/elastic/cloud-on-k8s/blob/main/docs/reference/upgrade-predicates.md',
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
      const message = `The primary on ${known.question.node} is the only started copy of ${key}`;
      const explained = known.cluster.unassigned.get(key);
      const cause = explained && whyNever(explained);
      if (cause === undefined) return { subject: key, message, hint: explainHint };
      const hint = `${cause.remedy} ${overrideHint('started-copy-elsewhere', `${key} is unavailable during the recycle`)}`;
      return {
        subject: key,
        message: `${message}, and no node can take another one: ${cause.why}`,
        hint,
        isLasting: true,
      };
    });
  }),
};

export const indexReplicas: SearchRule = {
  id: 'E4',
  code: 'index-replicas',
  requires:
    'Before the recycle, no index without replicas has a shard on the node, whether it is open, closed or hidden. Search replicas do not count.',
  why: 'While the node is out, the shard is unavailable: the status is red and writes to it fail.',
  onFailure: 'Raise `index.number_of_replicas` of the index.',
  override: 'Override it when the index may be unavailable during the recycle.',
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
      message: `Index ${index} has no replicas and has shards on ${known.question.node}: ${enumerate(alone.map(({ key }) => key))}`,
      hint: `Raise index.number_of_replicas of ${index}. ${overrideHint('index-replicas', 'the index is unavailable during the recycle')}`,
      isLasting: true,
    }));
  }),
};
