import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ReadingTask } from '../kind/kind.ts';
import * as answers from './answers.ts';
import { gapOf, NodeError } from '../net/node-error.ts';
import { type Ask, createAsk, originOf } from './client.ts';
import { askingOrder } from './asking-order.ts';
import type { Dialect } from './dialect.ts';
import type { SearchOptions } from './options.ts';
import { type Gap, isGap } from '../kind/gap.ts';
import { readUnassigned, readUnwanted, type UnexplainedCluster } from './read-explanations.ts';
import { memberAt, type NodeView, type SearchCluster, type SearchSnapshot } from './snapshot.ts';

function toGap(error: unknown): Gap {
  if (error instanceof NodeError) return gapOf(error);
  throw error;
}

/** Limits the response: Elasticsearch returns much more for each node. */
const stateFields = 'cluster_uuid,cluster_manager_node,master_node,nodes';

/**
 * Reads a node's own view, from its own memory: with `local` and `_local`, no response waits for a node that hangs.
 * Elasticsearch 9 is always local and still accepts `local`.
 */
async function readView(ask: Ask, address: string): Promise<NodeView | Gap> {
  try {
    const [self, seen] = await Promise.all([
      ask(address, { path: '/_nodes/_local/http', schema: answers.localNode }),
      ask(address, {
        path: `/_cluster/state/nodes,cluster_manager_node,master_node?local=true&filter_path=${stateFields}`,
        schema: answers.clusterNodes,
      }),
    ]);
    const { uuid: clusterUuid, manager, members } = seen;
    return { ...self, clusterUuid, manager, members: members.map(({ id }) => id) };
  } catch (error) {
    return toGap(error);
  }
}

async function readHosts(address: string): Promise<string[]> {
  if (isIP(address)) return [address];
  const resolved = await lookup(address, { all: true }).catch(() => []);
  return [address, ...resolved.map((entry) => entry.address)];
}

async function readCluster(
  ask: Ask,
  { manager: title }: Dialect,
  askedOf: string,
  origin: string,
): Promise<UnexplainedCluster> {
  const [health, state, settings, disks, roles] = await Promise.all([
    // Languid: after all pending tasks of the cluster manager, for which a busy one has one second.
    ask(askedOf, {
      path: '/_cluster/health?wait_for_events=languid&timeout=1s',
      schema: answers.clusterHealth,
      accept: [408],
    }),
    ask(askedOf, {
      path:
        '/_cluster/state/nodes,cluster_manager_node,master_node,routing_table,metadata' +
        `?filter_path=${stateFields},routing_table.indices.*.shards,metadata.cluster_coordination,metadata.indices.*.settings.index.routing.allocation`,
      schema: answers.clusterState,
    }),
    ask(askedOf, {
      path: '/_cluster/settings?flat_settings=true&include_defaults=true',
      schema: answers.clusterSettings,
    }),
    ask(askedOf, { path: '/_nodes/stats/fs?timeout=2s', schema: answers.fileSystems }).catch(toGap),
    ask(askedOf, {
      path: '/_nodes/_all/http?filter_path=nodes.*.roles&timeout=2s',
      schema: answers.memberRoles,
    }).catch(toGap),
  ]);
  const { manager } = state;
  if (manager === undefined) throw new NodeError(`${askedOf} reports no elected ${title}`, true);
  return { askedOf, origin, ...state, manager, health, settings, disks, roles };
}

/**
 * Reads the cluster state from one node after the other until one can report it. A node does not report on the cluster
 * without itself, so if the first one is being recycled, the next one is read too, for that question.
 */
async function readFromFew(
  { manager: title }: Dialect,
  order: readonly string[],
  recycled: readonly string[],
  readFrom: (address: string) => Promise<SearchCluster>,
): Promise<Pick<SearchSnapshot, 'cluster' | 'reportedByAnother'>> {
  const gaps: string[] = [];
  let cluster: SearchCluster | undefined;
  for (const address of order) {
    try {
      const reported = await readFrom(address);
      if (cluster) return { cluster, reportedByAnother: reported };
      cluster = reported;
      if (!recycled.includes(address)) break;
    } catch (error) {
      gaps.push(toGap(error).why);
    }
  }
  return { cluster: cluster ?? { why: gaps.join('; ') || `no node that responds reports a ${title}` } };
}

/** Reads the cluster once: the view of every node, then the cluster state from one or two of them. */
export async function read(
  dialect: Dialect,
  { nodes, questions }: ReadingTask,
  options: SearchOptions,
  signal: AbortSignal,
): Promise<SearchSnapshot> {
  const ask = createAsk(dialect, options, signal);
  const [viewEntries, hostEntries] = await Promise.all([
    Promise.all(nodes.map(async (address) => [address, await readView(ask, address)] as const)),
    Promise.all(nodes.map(async (address) => [address, await readHosts(address)] as const)),
  ]);
  const nodeViews = { views: new Map(viewEntries), hosts: new Map(hostEntries) };
  const readViews = new Map(viewEntries.flatMap(([address, view]) => (isGap(view) ? [] : [[address, view]])));
  const isMixed = new Set([...readViews.values()].map(({ version }) => version)).size > 1;
  const isLeaving = (address: string) => questions.some(({ phase, node }) => phase === 'before' && node === address);
  const recycled = questions.map(({ node }) => node);
  const order = askingOrder(nodes, recycled).filter((address) => readViews.get(address)?.manager !== undefined);
  const reported = await readFromFew(dialect, order, recycled, async (address) => {
    const cluster = await readCluster(ask, dialect, address, originOf(address, options));
    const ids = nodes.map((node) => ({ node, id: memberAt(nodeViews, cluster, node)?.id }));
    const [unassigned, unwanted] = await Promise.all([
      readUnassigned(ask, cluster, { isMixed, isComplete: ids.every(({ id }) => id !== undefined) }),
      readUnwanted(
        ask,
        cluster,
        ids.flatMap(({ node, id }) => (id !== undefined && isLeaving(node) ? [id] : [])),
      ),
    ]);
    return { ...cluster, unassigned, unwanted };
  });
  return { dialect, ...nodeViews, ...reported };
}
