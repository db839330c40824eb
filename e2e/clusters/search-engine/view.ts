import type { SearchNodes } from './request.ts';

/** What a node reports about the cluster. */
export interface SearchView {
  status: 'green' | 'yellow' | 'red';
  number_of_nodes: number;
  relocating_shards: number;
  initializing_shards: number;
  unassigned_shards: number;
}

/** What the nodes report, in the order of their addresses, without those that do not respond or see no manager. */
export const searchViews = (nodes: SearchNodes): Promise<(SearchView | undefined)[]> =>
  Promise.all(
    nodes.addresses.map((address) =>
      // Both products know the old name of the parameter.
      nodes
        .call<SearchView>(address, { path: '/_cluster/health?master_timeout=1s', timeoutMs: 1500 })
        .catch(() => undefined),
    ),
  );

interface State {
  cluster_manager_node?: string | null;
  master_node?: string | null;
  nodes?: Record<string, { transport_address: string }>;
}

/** The place of the elected cluster manager among the addresses, from 1. */
export async function clusterManager(nodes: SearchNodes): Promise<number | undefined> {
  for (const address of nodes.addresses) {
    const path = '/_cluster/state/nodes,cluster_manager_node,master_node';
    const {
      master_node,
      cluster_manager_node,
      nodes: members = {},
    } = await nodes.call<State>(address, { path }).catch((): State => ({}));
    const manager = members[cluster_manager_node ?? master_node ?? ''];
    if (manager) return nodes.addresses.indexOf(manager.transport_address.replace(/:\d+$/, '')) + 1;
  }
  return undefined;
}
