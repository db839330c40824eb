import { z } from 'zod';

/** Whether one node can take a copy, according to `_cluster/allocation/explain`. */
export interface NodeDecision {
  node: string;
  /** The deciders that refuse; empty if the node can take the copy now or later. */
  refusedBy: readonly string[];
}

/** The explanation of a copy's location. */
export interface Explanation {
  /** The deciders that do not allow an assigned copy to remain. */
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
 * The deciders whose refusal does not pass on its own. Full disks are not among them, because a node that is back deletes
 * data that it no longer needs. Nor is `node_version`, because continuing the upgrade resolves it.
 */
const lastingCauses: Readonly<Record<string, Cause>> = {
  same_shard: {
    why: 'each node already has a copy',
    remedy: 'Lower index.number_of_replicas of the index, or add a node.',
  },
  enable: {
    why: 'index.routing.allocation.enable forbids it',
    remedy: 'Set index.routing.allocation.enable of the index to null.',
  },
  filter: {
    why: 'allocation filters forbid it',
    remedy:
      'Change the filters index.routing.allocation.{require,include,exclude}.* of the index or cluster.routing.allocation.{require,include,exclude}.* of the cluster.',
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
    why: 'no node of its data tier can take it',
    remedy: 'Add a node with a role of index.routing.allocation.include._tier_preference, or change that setting.',
  },
  search_replica_allocation: {
    why: 'search replicas need a node with the role search',
    remedy: 'Add a node with the role search, or lower index.number_of_search_replicas.',
  },
  max_retry: {
    why: 'its allocation failed too often and is not retried',
    remedy: 'After fixing the cause, run POST /_cluster/reroute?retry_failed=true.',
  },
  node_shutdown: {
    why: 'the node is registered for shutdown',
    remedy: 'List it with GET /_nodes/shutdown and end it with DELETE /_nodes/NODE_ID/shutdown.',
  },
};

/** The cause behind deciders that refuse permanently; undefined if none of them does. */
export function lastingCauseOf(deciders: readonly string[]): Cause | undefined {
  const known = deciders.filter((decider) => Object.hasOwn(lastingCauses, decider));
  // same_shard is the weakest reason, so any other one is preferred.
  const decider = known.find((name) => name !== 'same_shard') ?? known[0];
  return decider === undefined ? undefined : lastingCauses[decider];
}

/** Why no node can ever take an unassigned copy; undefined if one can, now or later. */
export function whyNever({ nodes }: Explanation): Cause | undefined {
  const causes = nodes.map(({ refusedBy }) => lastingCauseOf(refusedBy));
  if (causes.length === 0 || causes.includes(undefined)) return undefined;
  return causes.find((cause) => cause !== lastingCauses['same_shard']) ?? causes[0];
}

/** Whether a copy cannot move to a node because of its older version. */
export const isKeptByVersion = ({ nodes }: Explanation): boolean =>
  nodes.some(({ refusedBy }) => refusedBy.includes('node_version'));
