import type { ClusterKind } from '../kind.ts';
import { type OpenSearchView, openSearchViews } from './view.ts';

export const opensearch: ClusterKind = {
  name: 'opensearch',
  firstHost: 31,
  findFault: async (addresses) => {
    const views = await openSearchViews(addresses);
    const faults = views.map((view, index) => {
      const fault = view ? faultIn(view, addresses.length) : 'does not answer';
      return fault && `node ${index + 1} ${fault}`;
    });
    return faults.find((found) => found !== undefined);
  },
};

function faultIn(view: OpenSearchView, expected: number): string | undefined {
  const { status, number_of_nodes, relocating_shards, initializing_shards, unassigned_shards } = view;
  const moving = relocating_shards + initializing_shards + unassigned_shards;
  if (status === 'green' && number_of_nodes === expected && moving === 0) return undefined;
  return `sees ${status}, ${number_of_nodes} nodes, ${moving} shards not in place`;
}
