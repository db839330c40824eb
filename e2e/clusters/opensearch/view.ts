import { request } from './request.ts';

/** What a node says of the cluster. */
export interface OpenSearchView {
  status: 'green' | 'yellow' | 'red';
  number_of_nodes: number;
  relocating_shards: number;
  initializing_shards: number;
  unassigned_shards: number;
}

/** What the nodes say, in the order of their addresses; nothing of those that do not answer, or see no manager. */
export const openSearchViews = (addresses: readonly string[]): Promise<(OpenSearchView | undefined)[]> =>
  Promise.all(
    addresses.map((address) =>
      request<OpenSearchView>(address, {
        path: '/_cluster/health?cluster_manager_timeout=1s',
        timeoutMs: 1500,
      }).catch(() => undefined),
    ),
  );

/** The place of the elected cluster manager among the addresses, from 1. */
export async function clusterManager(addresses: readonly string[]): Promise<number | undefined> {
  for (const address of addresses) {
    const path = '/_cat/cluster_manager?format=json&h=ip';
    const found = await request<{ ip: string }[]>(address, { path }).catch(() => []);
    if (found[0]) return addresses.indexOf(found[0].ip) + 1;
  }
  return undefined;
}
