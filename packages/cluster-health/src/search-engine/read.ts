import { mapAbreast } from '@esg-recycler/core';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ReadingTask } from '../kind/kind.ts';
import * as answers from './answers.ts';
import { gapOf, NodeError } from '../net/node-error.ts';
import { type Ask, createAsk } from './client.ts';
import { askingOrder } from './asking-order.ts';
import type { SearchOptions } from './options.ts';
import { type Gap, isGap } from '../kind/gap.ts';
import { type SearchCluster, shardKey, type SearchSnapshot, type NodeView } from './snapshot.ts';

/** How many explanations are asked for at a time; each costs the cluster manager a simulated allocation. */
const explainedAtOnce = 8;

function toGap(error: unknown): Gap {
  if (error instanceof NodeError) return gapOf(error);
  throw error;
}

/** Each node's own view, from its own memory: with `local` and `_local`, no answer waits for a node that hangs. */
async function readView(ask: Ask, address: string): Promise<NodeView | Gap> {
  try {
    const [self, seen] = await Promise.all([
      ask(address, { path: '/_nodes/_local/http', schema: answers.localNode }),
      ask(address, {
        path: '/_cluster/state/nodes,cluster_manager_node,master_node?local=true',
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

async function readCluster(ask: Ask, askedOf: string): Promise<Omit<SearchCluster, 'blockedByVersion'>> {
  const [health, state, settings, disks, roles] = await Promise.all([
    // Languid: only once the cluster manager has nothing else to do. A second is what a busy one may take to get there.
    ask(askedOf, {
      path: '/_cluster/health?wait_for_events=languid&timeout=1s',
      schema: answers.clusterHealth,
      accept: [408],
    }),
    ask(askedOf, {
      path:
        '/_cluster/state/nodes,cluster_manager_node,master_node,routing_table,metadata' +
        '?filter_path=cluster_uuid,cluster_manager_node,master_node,nodes,routing_table.indices.*.shards,metadata.cluster_coordination',
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
  if (manager === undefined) throw new NodeError(`${askedOf} knows of no elected cluster manager`, true);
  return { askedOf, ...state, manager, health, settings, disks, roles };
}

/**
 * Which shards have a replica that the rolling upgrade itself keeps from being assigned: no copy goes from a newer
 * node to an older one. Asked only where it matters: the cluster is yellow, and its nodes differ in version.
 */
async function readBlockedByVersion(
  ask: Ask,
  { health, copies, askedOf }: Omit<SearchCluster, 'blockedByVersion'>,
): Promise<ReadonlySet<string>> {
  if (health.status !== 'yellow') return new Set();
  const unassigned = new Map(
    copies.filter(({ state, primary }) => state === 'UNASSIGNED' && !primary).map((copy) => [shardKey(copy), copy]),
  );
  const blocked = await mapAbreast([...unassigned], explainedAtOnce, async ([key, { index, shard }]) => {
    const body = { index, shard, primary: false };
    const path = '/_cluster/allocation/explain';
    const deciders = await ask(askedOf, { method: 'POST', path, body, schema: answers.refusingDeciders });
    return deciders.includes('node_version') ? [key] : [];
  });
  return new Set(blocked.flat());
}

/**
 * Asks one node after the other for the whole cluster. None speaks for a cluster without itself, which it may not see as
 * the others do: where the first that can tell is itself in question, the next one is asked as well, for that question.
 */
async function readFromFew(
  order: readonly string[],
  recycled: readonly string[],
  readFrom: (address: string) => Promise<SearchCluster>,
): Promise<Pick<SearchSnapshot, 'cluster' | 'toldByAnother'>> {
  const gaps: string[] = [];
  let cluster: SearchCluster | undefined;
  for (const address of order) {
    try {
      const told = await readFrom(address);
      if (cluster) return { cluster, toldByAnother: told };
      cluster = told;
      if (!recycled.includes(address)) break;
    } catch (error) {
      gaps.push(toGap(error).why);
    }
  }
  return { cluster: cluster ?? { why: gaps.join('; ') || 'no node answers that knows of a cluster manager' } };
}

/** Reads the cluster once: every node for itself, then the whole of it from one or two that can tell. */
export async function read(
  { nodes, questions }: ReadingTask,
  options: SearchOptions,
  signal: AbortSignal,
): Promise<SearchSnapshot> {
  const ask = createAsk(options, signal);
  const [views, hosts] = await Promise.all([
    Promise.all(nodes.map(async (address) => [address, await readView(ask, address)] as const)),
    Promise.all(nodes.map(async (address) => [address, await readHosts(address)] as const)),
  ]);
  const known = new Map(views.flatMap(([address, view]) => (isGap(view) ? [] : [[address, view]])));
  const isMixed = new Set([...known.values()].map(({ version }) => version)).size > 1;
  const recycled = questions.map(({ node }) => node);
  const order = askingOrder(nodes, recycled).filter((address) => known.get(address)?.manager !== undefined);
  const told = await readFromFew(order, recycled, async (address) => {
    const cluster = await readCluster(ask, address);
    return { ...cluster, blockedByVersion: isMixed ? await readBlockedByVersion(ask, cluster) : new Set<string>() };
  });
  return { views: new Map(views), hosts: new Map(hosts), ...told };
}
