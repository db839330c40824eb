import { z } from 'zod';
import type { ClusterSettings, Copy, Health, SearchMember } from './snapshot.ts';

/** OpenSearch 2 renamed the role; a cluster on its way there has both. */
const role = z.string().transform((name) => (name === 'master' ? 'cluster_manager' : name));

/** `GET /_nodes/_local/http`: the one node that answers. */
export const localNode = z
  .object({
    nodes: z.record(z.string(), z.object({ name: z.string(), version: z.string(), roles: z.array(role) })),
  })
  .transform(({ nodes }, context) => {
    const [only] = Object.entries(nodes);
    if (only === undefined) {
      context.addIssue('no node');
      return z.NEVER;
    }
    return { id: only[0], ...only[1] };
  });

/** `10.0.0.1:9300`, `[::1]:9300` */
const hostOf = (transportAddress: string): string => transportAddress.replace(/:\d+$/, '').replaceAll(/^\[|\]$/g, '');

const nodesShape = {
  cluster_uuid: z.string(),
  cluster_manager_node: z.string().nullish(),
  master_node: z.string().nullish(),
  nodes: z.record(z.string(), z.object({ name: z.string(), transport_address: z.string() })),
};

const toNodes = (answer: z.infer<z.ZodObject<typeof nodesShape>>) => ({
  uuid: answer.cluster_uuid,
  manager: answer.cluster_manager_node ?? answer.master_node ?? undefined,
  members: Object.entries(answer.nodes).map(([id, { name, transport_address: address }]): SearchMember => ({
    id,
    name,
    host: hostOf(address),
  })),
});

const copy = z
  .object({
    index: z.string(),
    shard: z.number(),
    primary: z.boolean(),
    state: z.enum(['STARTED', 'RELOCATING', 'INITIALIZING', 'UNASSIGNED']),
    node: z.string().nullish(),
  })
  .transform(({ node, ...rest }): Copy => ({ ...rest, node: node ?? undefined }));

/**
 * `GET /_cluster/state/nodes,cluster_manager_node,master_node`: who is in the cluster. Each product knows one of the
 * two names at least, and ignores the other.
 */
export const clusterNodes = z.object(nodesShape).transform(toNodes);

/**
 * The same with `routing_table` and `metadata`: also where every copy of every shard is, and whose votes count. Elasticsearch has the latter from version 7, OpenSearch always had it.
 */
export const clusterState = z
  .object({
    ...nodesShape,
    routing_table: z
      .object({ indices: z.record(z.string(), z.object({ shards: z.record(z.string(), z.array(copy)) })).default({}) })
      .prefault({}),
    metadata: z.object({ cluster_coordination: z.object({ last_committed_config: z.array(z.string()) }) }),
  })
  .transform(({ routing_table: { indices }, metadata, ...nodes }) => ({
    ...toNodes(nodes),
    copies: Object.values(indices).flatMap(({ shards }) => Object.values(shards).flat()),
    voters: metadata.cluster_coordination.last_committed_config,
  }));

/** `GET /_cluster/health` */
export const clusterHealth = z
  .object({
    status: z.enum(['green', 'yellow', 'red']),
    timed_out: z.boolean(),
    initializing_shards: z.number(),
    relocating_shards: z.number(),
    number_of_in_flight_fetch: z.number(),
  })
  .transform((answer): Health => ({
    status: answer.status,
    timedOut: answer.timed_out,
    initializing: answer.initializing_shards,
    relocating: answer.relocating_shards,
    inFlightFetches: answer.number_of_in_flight_fetch,
  }));

const values = z.record(z.string(), z.unknown());

/** `GET /_cluster/settings?flat_settings=true` */
export const clusterSettings = z.object({
  persistent: values,
  transient: values,
  /** Only where they are asked for. */
  defaults: values.default({}),
}) satisfies z.ZodType<ClusterSettings>;

const room = z.object({ total_in_bytes: z.number(), available_in_bytes: z.number() });

/** `GET /_nodes/stats/fs` */
export const fileSystems = z
  .object({ nodes: z.record(z.string(), z.object({ fs: z.object({ total: room }) })) })
  .transform(({ nodes }) =>
    Object.entries(nodes).map(([node, { fs }]) => ({
      node,
      total: fs.total.total_in_bytes,
      available: fs.total.available_in_bytes,
    })),
  );

/** `GET /_nodes/_all/http?filter_path=nodes.*.roles`: those that answered in time. */
export const memberRoles = z
  .object({ nodes: z.record(z.string(), z.object({ roles: z.array(role) })).default({}) })
  .transform(({ nodes }) => new Map(Object.entries(nodes).map(([id, { roles }]) => [id, roles])));

/** `POST /_cluster/allocation/explain`: the deciders that said no, on whichever node. */
export const refusingDeciders = z
  .object({
    node_allocation_decisions: z
      .array(z.object({ deciders: z.array(z.object({ decider: z.string(), decision: z.string() })).default([]) }))
      .default([]),
  })
  .transform(({ node_allocation_decisions: nodes }) =>
    nodes.flatMap(({ deciders }) => deciders.filter(({ decision }) => decision === 'NO').map(({ decider }) => decider)),
  );

/** `GET /`: OpenSearch names itself, Elasticsearch does not. */
export const product = z
  .object({ version: z.object({ number: z.string(), distribution: z.string().optional() }) })
  .transform(({ version }) => version);

/** An answer that only has to come. */
export const anything = z.unknown();
