import { type Gap, isGap } from '../kind/gap.ts';
import type { ReadingTask } from '../kind/kind.ts';
import { gapOf, NodeError } from '../net/node-error.ts';
import { resolveHosts } from '../net/resolve-hosts.ts';
import { numberIn, toFields, toNodeLines, toReplication } from './answers.ts';
import { identify } from './identify.ts';
import type { RedisOptions } from './options.ts';
import { type SendCommand, withRedis } from './session.ts';
import type { RedisPeer, RedisSnapshot, RedisView } from './snapshot.ts';

const noCluster =
  'The kind redis requires Redis Cluster (cluster-enabled yes). For Redis with Sentinel or a single Redis server, use the kind command with a program of your own.';

/**
 * Reads every node, then reads the replication progress of each node again. The second reading shows whether the replicas
 * have what their master had written at first.
 */
export async function read({ nodes }: ReadingTask, options: RedisOptions, signal: AbortSignal): Promise<RedisSnapshot> {
  const ask = <T>(address: string, use: (send: SendCommand) => Promise<T>): Promise<T | Gap> =>
    withRedis(address, options, signal, use).catch(toGap);
  const first = await Promise.all(nodes.map((address) => ask(address, readView)));
  const views = new Map(
    await Promise.all(
      nodes.map(async (address, index): Promise<[string, RedisView | Gap]> => {
        const view = first[index]!;
        if (isGap(view)) return [address, view];
        const later = await ask(address, async (send) => toReplication(toFields(await send('INFO', 'replication'))));
        return [address, { ...view, later }];
      }),
    ),
  );
  const peers = peersIn(views);
  const addresses = await resolveHosts([...nodes, ...peers.flatMap(({ hosts }) => hosts)]);
  return { views, peers, ids: identify(views, peers, addresses) };
}

/** A response that is not one of Redis counts as no response. */
function toGap(error: unknown): Gap {
  if (error instanceof NodeError) return gapOf(error);
  return { why: (error as Error).message };
}

const notAsked: Gap = { why: 'it was not queried again' };

async function readView(send: SendCommand): Promise<RedisView> {
  const info = toFields(await send('INFO'));
  const mode = info.get('redis_mode') ?? info.get('server_mode');
  if (mode !== undefined && mode !== 'cluster') {
    throw new NodeError(`it runs in mode ${mode}, not in cluster mode`, true, { hint: noCluster, isLasting: true });
  }
  if (info.get('loading') === '1') {
    const part = info.get('loading_loaded_perc');
    throw new NodeError(`it is loading its data${part ? `: ${part} %` : ''}`, true);
  }
  const [cluster, lines] = [toFields(await send('CLUSTER', 'INFO')), toNodeLines(await send('CLUSTER', 'NODES'))];
  const own = lines.find(({ isMyself }) => isMyself);
  if (own === undefined) throw new Error('its response to CLUSTER NODES does not list the node itself');
  return {
    ...toReplication(info),
    id: own.peer.id,
    isOk: cluster.get('cluster_state') === 'ok',
    epoch: numberIn(cluster, 'cluster_current_epoch'),
    peers: lines.map(({ peer }) => peer),
    openSlots: own.openSlots,
    minReplicasToWrite: await readMinReplicas(send).catch(toGap),
    later: notAsked,
  };
}

async function readMinReplicas(send: SendCommand): Promise<number> {
  const [, value = ''] = (await send('CONFIG', 'GET', 'min-replicas-to-write')).split('\n');
  if (/^\d+$/.test(value)) return Number(value);
  throw new Error('CONFIG GET returned no min-replicas-to-write');
}

/** The list of the node that knows the latest change and the most nodes, because a partitioned node knows less. */
function peersIn(views: RedisSnapshot['views']): readonly RedisPeer[] {
  const known = [...views.values()].filter((view): view is RedisView => !isGap(view));
  const rank = ({ isOk, peers, epoch }: RedisView) => [isOk ? 1 : 0, Math.min(peers.length, 2), epoch, peers.length];
  return known.toSorted((one, other) => compare(rank(other), rank(one)))[0]?.peers ?? [];
}

const compare = (one: readonly number[], other: readonly number[]): number =>
  one.map((value, index) => value - other[index]!).find((difference) => difference !== 0) ?? 0;
