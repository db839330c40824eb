import { z } from 'zod';

/** Whether one node may take a copy, as `_cluster/allocation/explain` tells it. */
export interface NodeDecision {
  node: string;
  /** The deciders that said no; none where the node takes the copy now or later. */
  refusedBy: readonly string[];
}

/** Why a copy is where it is. */
export interface Explanation {
  /** The deciders that do not want an assigned copy where it is. */
  unwantedBy: readonly string[];
  /** Whether it is about to be moved from there. */
  isMoving: boolean;
  nodes: readonly NodeDecision[];
}

const decisions = z
  .array(z.object({ decider: z.string(), decision: z.string() }))
  .default([])
  .transform((all) => all.filter(({ decision }) => decision === 'NO').map(({ decider }) => decider));

/** `POST /_cluster/allocation/explain` */
export const explanation = z
  .object({
    can_remain_decisions: decisions,
    can_move_to_other_node: z.string().optional(),
    node_allocation_decisions: z
      .array(z.object({ node_name: z.string().default('?'), deciders: decisions }))
      .default([]),
  })
  .transform((answer): Explanation => ({
    unwantedBy: answer.can_remain_decisions,
    isMoving: answer.can_move_to_other_node !== undefined && answer.can_move_to_other_node !== 'no',
    nodes: answer.node_allocation_decisions.map(({ node_name, deciders }) => ({
      node: node_name,
      refusedBy: deciders,
    })),
  }));

interface Cause {
  why: string;
  remedy: string;
}

/**
 * The deciders whose "no" does not pass by itself. Full disks are not among them: a node deletes what it no longer
 * needs some time after it is back. Nor is `node_version`: the upgrade that goes on heals it.
 */
const lastingCauses: Readonly<Record<string, Cause>> = {
  same_shard: {
    why: 'each node has a copy already',
    remedy: 'Lower index.number_of_replicas of the index, or add a node.',
  },
  enable: {
    why: 'index.routing.allocation.enable forbids it',
    remedy: 'Set index.routing.allocation.enable of the index to null.',
  },
  filter: {
    why: 'allocation filters forbid it',
    remedy:
      'Change the filters: index.routing.allocation.{require,include,exclude}.* of the index, cluster.routing.allocation.{require,include,exclude}.* of the cluster.',
  },
  awareness: {
    why: 'allocation awareness forbids it',
    remedy:
      'Add a node with the missing value of cluster.routing.allocation.awareness.attributes, or lower index.number_of_replicas.',
  },
  shards_limit: {
    why: 'total_shards_per_node is reached',
    remedy: 'Raise index.routing.allocation.total_shards_per_node or cluster.routing.allocation.total_shards_per_node.',
  },
  data_tier: {
    why: 'no node of its data tier is free',
    remedy: 'Add a node with a role of index.routing.allocation.include._tier_preference, or change that setting.',
  },
  search_replica_allocation: {
    why: 'search replicas go to nodes with the role search',
    remedy: 'Add a node with the role search, or lower index.number_of_search_replicas.',
  },
  max_retry: {
    why: 'it failed too often to be tried again',
    remedy: 'Once the cause is gone: POST /_cluster/reroute?retry_failed=true',
  },
  node_shutdown: {
    why: 'the node is registered for shutdown',
    remedy: 'GET /_nodes/shutdown shows it, DELETE /_nodes/NODE_ID/shutdown ends it.',
  },
};

/** What the deciders that refuse for good stand for; nothing where none of them does. */
export function lastingCauseOf(deciders: readonly string[]): Cause | undefined {
  const known = deciders.filter((decider) => Object.hasOwn(lastingCauses, decider));
  // That a node has a copy already is the weakest reason: another one beside it says more.
  const decider = known.find((name) => name !== 'same_shard') ?? known[0];
  return decider === undefined ? undefined : lastingCauses[decider];
}

/** Why no node will ever take an unassigned copy; nothing where one may, now or later. */
export function whyNever({ nodes }: Explanation): Cause | undefined {
  const causes = nodes.map(({ refusedBy }) => lastingCauseOf(refusedBy));
  if (causes.length === 0 || causes.includes(undefined)) return undefined;
  return causes.find((cause) => cause !== lastingCauses['same_shard']) ?? causes[0];
}

/** Whether a copy is kept from a node because that has an older version. */
export const isKeptByVersion = ({ nodes }: Explanation): boolean =>
  nodes.some(({ refusedBy }) => refusedBy.includes('node_version'));
