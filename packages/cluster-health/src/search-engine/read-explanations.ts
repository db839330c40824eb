import { mapConcurrently } from '@esg-recycler/core';
import { effective } from './allocation.ts';
import type { Ask } from './client.ts';
import { type Explanation, explanation } from './explanation.ts';
import { type Copy, copyKey, type SearchCluster, shardKey } from './snapshot.ts';
import { suspectCopies } from './suspect-copies.ts';

/** How many explanations are asked for at a time; each costs the cluster manager a simulated allocation. */
const explainedAtOnce = 8;

/** How many speak for all, where no upgrade asks for every single one. */
const mostExplained = 200;

/** The cluster before anything of it is explained. */
export type UnexplainedCluster = Omit<SearchCluster, 'unassigned' | 'unwanted'>;

const explain = (ask: Ask, askedOf: string, body: object): Promise<Explanation> =>
  ask(askedOf, { method: 'POST', path: '/_cluster/allocation/explain', body, schema: explanation });

/** Whether nothing is under way that may still bring replicas back: then what is unassigned may stay so for good. */
const isSettled = ({ health: { initializing, relocating, inFlightFetches }, settings }: UnexplainedCluster): boolean =>
  initializing + relocating + inFlightFetches === 0 && effective(settings) === 'all';

/**
 * Asks why replicas are unassigned. Only where it matters: the cluster is yellow, and either its nodes differ in
 * version, for no copy goes from a newer node to an older one; or all nodes are there, and nothing is under way.
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

/** Asks whether the copies of some nodes that settings may not want there are wanted there. */
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
