import { z } from 'zod';
import type { ClusterSettings, Copy, Health, NodeView, SearchMember } from './snapshot.ts';

/** OpenSearch 2 renamed the role. During an upgrade, a cluster has both names. */
const role = z.string().transform((name) => (name === 'master' ? 'cluster_manager' : name));

/** Only Elasticsearch reports a build flavor. A cluster can contain both products: see {@link NodeView}. */
function productOf(flavor: string | undefined): NodeView['product'] {
  if (flavor === undefined) return 'OpenSearch';
  return flavor === 'oss' ? undefined : 'Elasticsearch';
}

const localEntry = z
  .object({ name: z.string(), version: z.string(), build_flavor: z.string().optional(), roles: z.array(role) })
  .transform(({ build_flavor: flavor, ...node }) => ({ ...node, product: productOf(flavor) }));

/** `GET /_nodes/_local/http`: the node that responds. */
export const localNode = z.object({ nodes: z.record(z.string(), localEntry) }).transform(({ nodes }, context) => {
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
  nodes: z
    .record(
      z.string(),
      z.object({
        name: z.string(),
        transport_address: z.string(),
        attributes: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default({}),
};

const toNodes = (answer: z.infer<z.ZodObject<typeof nodesShape>>) => ({
  uuid: answer.cluster_uuid,
  manager: answer.cluster_manager_node ?? answer.master_node ?? undefined,
  members: Object.entries(answer.nodes).map(([id, { name, transport_address: address, attributes }]): SearchMember => ({
    id,
    name,
    host: hostOf(address),
    attributes,
  })),
});

const copy = z
  .object({
    index: z.string(),
    shard: z.number(),
    primary: z.boolean(),
    state: z.enum(['STARTED', 'RELOCATING', 'INITIALIZING', 'UNASSIGNED']),
    node: z.string().nullish(),
    /** OpenSearch 3. */
    searchOnly: z.boolean().default(false),
  })
  .transform(({ node, ...rest }): Copy => ({ ...rest, node: node ?? undefined }));

/** `{"exclude": {"_name": "n1"}}` → `exclude._name` → `n1` */
function flatten(settings: unknown, prefix = ''): [string, string][] {
  if (typeof settings !== 'object' || settings === null) return [[prefix, String(settings)]];
  return Object.entries(settings).flatMap(([name, value]) =>
    flatten(value, prefix === '' ? name : `${prefix}.${name}`),
  );
}

const indexAllocation = z
  .object({ settings: z.object({ index: z.object({ routing: z.object({ allocation: z.unknown() }) }) }) })
  .transform(({ settings }): ReadonlyMap<string, string> => new Map(flatten(settings.index.routing.allocation)));

/**
 * `GET /_cluster/state/nodes,cluster_manager_node,master_node`: the members. Each product knows at least one of the two
 * names and ignores the other.
 */
export const clusterNodes = z.object(nodesShape).transform(toNodes);

/**
 * The same with `routing_table` and `metadata`: also the location of every copy, the allocation settings of every index,
 * and the voting configuration (Elasticsearch 7 and later, every OpenSearch).
 */
export const clusterState = z
  .object({
    ...nodesShape,
    routing_table: z
      .object({ indices: z.record(z.string(), z.object({ shards: z.record(z.string(), z.array(copy)) })).default({}) })
      .prefault({}),
    metadata: z.object({
      cluster_coordination: z.object({
        last_committed_config: z.array(z.string()),
        voting_config_exclusions: z.array(z.object({ node_id: z.string(), node_name: z.string() })).default([]),
      }),
      indices: z.record(z.string(), indexAllocation).default({}),
    }),
  })
  .transform(({ routing_table: { indices }, metadata, ...nodes }) => ({
    ...toNodes(nodes),
    copies: Object.values(indices).flatMap(({ shards }) => Object.values(shards).flat()),
    voters: metadata.cluster_coordination.last_committed_config,
    votingExclusions: metadata.cluster_coordination.voting_config_exclusions.map(
      ({ node_id: id, node_name: name }) => ({
        id,
        name,
      }),
    ),
    allocation: new Map(Object.entries(metadata.indices)),
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
  /** Only if they are requested. */
  defaults: values.default({}),
}) satisfies z.ZodType<ClusterSettings>;

const space = z.object({ total_in_bytes: z.number(), available_in_bytes: z.number() });

/** `GET /_nodes/stats/fs` */
export const fileSystems = z
  .object({ nodes: z.record(z.string(), z.object({ fs: z.object({ total: space }) })) })
  .transform(({ nodes }) =>
    Object.entries(nodes).map(([node, { fs }]) => ({
      node,
      total: fs.total.total_in_bytes,
      available: fs.total.available_in_bytes,
    })),
  );

/** `GET /_nodes/_all/http?filter_path=nodes.*.roles`: the nodes that responded in time. */
export const memberRoles = z
  .object({ nodes: z.record(z.string(), z.object({ roles: z.array(role) })).default({}) })
  .transform(({ nodes }) => new Map(Object.entries(nodes).map(([id, { roles }]) => [id, roles])));

/** Accepts any response. */
export const anything = z.unknown();
