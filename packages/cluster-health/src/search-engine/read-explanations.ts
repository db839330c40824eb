import { mapConcurrently } from '@esg-recycler/core';
import { effective } from './allocation.ts';
import type { Ask } from './client.ts';
import { type Explanation, explanation } from './explanation.ts';
import { type Copy, copyKey, type SearchCluster, shardKey } from './snapshot.ts';
import { suspectCopies } from './suspect-copies.ts';

/** Concurrent requests. Each makes the cluster manager simulate an allocation. */
const explainedAtOnce = 8;

/** The number of explained shards. During an upgrade, every shard is explained. */
const mostExplained = 200;

/** The cluster without explanations. */
export type UnexplainedCluster = Omit<SearchCluster, 'unassigned' | 'unwanted'>;

const explain = (ask: Ask, askedOf: string, body: object): Promise<Explanation> =>
  ask(askedOf, { method: 'POST', path: '/_cluster/allocation/explain', body, schema: explanation });

/** Whether nothing is in progress that may bring replicas back, so that unassigned copies may stay unassigned. */
const isSettled = ({ health: { initializing, relocating, inFlightFetches }, settings }: UnexplainedCluster): boolean =>
  initializing + relocating + inFlightFetches === 0 && effective(settings) === 'all';

/**
 * Reads why replicas are unassigned. Only if the cluster is yellow, and either its nodes differ in version (no copy moves
 * from a newer node to an older one), or all nodes are members and nothing is in progress.
 */
export async function readUnassigned(
  ask: Ask,
  cluster: UnexplainedCluster,
  { isMixed, isComplete }: { isMixed: boolean; isComplete: boolean },
): Promise<ReadonlyMap<string, Explanation>> {
  if (cluster.health.status !== 'yellow' || !(isMixed || (isComplete && isSettled(cluster)))) return new Map();
  const replicas = cluster.copies.filter(({ state, primary }) => state === 'UNASSIGNED' && !primary);
  const shards = [...new Map(replicas.map((copy) => [shardKey(copy), copy])).values()];
  const explained = await mapConcurrently(
    isMixed ? shards : shards.slice(0, mostExplained),
    explainedAtOnce,
    async (copy) => {
      const { index, shard } = copy;
      return [shardKey(copy), await explain(ask, cluster.askedOf, { index, shard, primary: false })] as const;
    },
  );
  return new Map(explained);
}

/** Reads whether copies of some nodes that settings may forbid can remain there. */
export async function readUnwanted(
  ask: Ask,
  cluster: UnexplainedCluster,
  nodeIds: readonly string[],
): Promise<ReadonlyMap<string, Explanation>> {
  const suspects: Copy[] = nodeIds.flatMap((id) => suspectCopies(cluster, id));
  const explained = await mapConcurrently(suspects, explainedAtOnce, async (copy) => {
    const { index, shard, primary, node } = copy;
    return [copyKey(copy), await explain(ask, cluster.askedOf, { index, shard, primary, current_node: node })] as const;
  });
  return new Map(explained.filter(([, { unwantedBy }]) => unwantedBy.length > 0));
}
