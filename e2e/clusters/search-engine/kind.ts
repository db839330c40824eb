import type { ClusterKind } from '../kind.ts';
import { type Login, SearchNodes } from './request.ts';
import { type SearchView, searchViews } from './view.ts';

/** The kind of cluster for one of the two products. */
export interface SearchEngine extends ClusterKind {
  /** As people write it. */
  product: string;
  login?: Login;
}

/** @param login if clients need one */
export const searchEngine = (
  name: 'opensearch' | 'elasticsearch',
  product: string,
  firstHost: number,
  login?: Login,
): SearchEngine => ({
  name,
  product,
  firstHost,
  login,
  findFault: async (addresses) => {
    const views = await searchViews(new SearchNodes(addresses, login));
    const faults = views.map((view, index) => {
      const fault = view ? faultIn(view, addresses.length) : 'does not answer';
      return fault && `node ${index + 1} ${fault}`;
    });
    return faults.find((found) => found !== undefined);
  },
});

function faultIn(view: SearchView, expected: number): string | undefined {
  const { status, number_of_nodes, relocating_shards, initializing_shards, unassigned_shards } = view;
  const moving = relocating_shards + initializing_shards + unassigned_shards;
  if (status === 'green' && number_of_nodes === expected && moving === 0) return undefined;
  return `sees ${status}, ${number_of_nodes} nodes, ${moving} shards not in place`;
}
