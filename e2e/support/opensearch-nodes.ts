import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { freePort } from './free-port.ts';

const enable = 'cluster.routing.allocation.enable';
const saved = 'cluster.metadata.esg_recycler.saved';

type Values = Record<string, unknown>;

/** Nodes of a healthy OpenSearch cluster without data, which stores its settings. */
export interface OpensearchNodes {
  port: number;
  /** The values of the allocation setting, in order; null restores the earlier value. */
  allocations: (string | null)[];
  /** Leaves the cluster prepared, with nothing restored. */
  leavePrepared(node: string): void;
  close(): Promise<void>;
}

/** Starts them at these addresses. The last one is the cluster manager, and the only voter of fewer than three. */
export async function startOpensearchNodes(addresses: readonly string[]): Promise<OpensearchNodes> {
  const port = await freePort(addresses);
  const settings: { persistent: Values; transient: Values } = { persistent: {}, transient: {} };
  const allocations: (string | null)[] = [];
  const ids = addresses.map((_, index) => `node-${index + 1}`);
  const roles = ['cluster_manager', 'data'];
  const ofEach = (describe: (id: string, index: number) => object) => ({
    nodes: Object.fromEntries(ids.map((id, index) => [id, describe(id, index)])),
  });
  const state = {
    cluster_uuid: 'uuid',
    cluster_manager_node: ids.at(-1),
    ...ofEach((name, index) => ({ name, transport_address: `${addresses[index]}:9300` })),
    routing_table: { indices: {} },
    metadata: { cluster_coordination: { last_committed_config: ids.length < 3 ? ids.slice(-1) : ids } },
  };
  const health = { timed_out: false, initializing_shards: 0, relocating_shards: 0, number_of_in_flight_fetch: 0 };
  const room = { total_in_bytes: 1000, available_in_bytes: 900 };

  const answer = (id: string, path: string): object => {
    if (path.startsWith('/_nodes/_local')) return { nodes: { [id]: { name: id, version: '2.19.6', roles } } };
    if (path.startsWith('/_nodes/stats')) return ofEach(() => ({ fs: { total: room } }));
    if (path.startsWith('/_nodes/_all')) return ofEach(() => ({ roles }));
    if (path.startsWith('/_cluster/health')) return { status: 'green', ...health };
    if (path.startsWith('/_cluster/state')) return state;
    if (path.startsWith('/_cluster/settings')) return { ...settings, defaults: {} };
    return { version: { number: '2.19.6', distribution: 'opensearch' } };
  };
  const serve = async (id: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (request.method === 'PUT') {
      const { persistent } = JSON.parse(body) as { persistent: Record<string, string | null> };
      const kept = Object.entries({ ...settings.persistent, ...persistent }).filter(([, value]) => value !== null);
      settings.persistent = Object.fromEntries(kept);
      allocations.push(persistent[enable] ?? null);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(id, request.url ?? '')));
  };

  const servers: Server[] = addresses.map((_, index) =>
    createServer((request, response) => void serve(ids[index]!, request, response)),
  );
  await Promise.all(servers.map((server, index) => once(server.listen(port, addresses[index]), 'listening')));
  return {
    port,
    allocations,
    leavePrepared(node) {
      const note = { persistent: null, transient: null, node, at: new Date().toISOString() };
      settings.persistent = { [enable]: 'primaries', [saved]: JSON.stringify(note) };
    },
    async close() {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => once(server.close(), 'close')));
    },
  };
}
