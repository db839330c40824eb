import type { RuleVerdict } from '../../kind/rule.ts';
import { viewOf } from '../snapshot.ts';
import type { SearchRule } from './rule.ts';

const kinds = { OpenSearch: 'opensearch', Elasticsearch: 'elasticsearch' } as const;

export const productMatches: SearchRule = {
  id: 'E13',
  code: 'product-matches',
  requires: 'Every node that answers runs the product that the kind is named after.',
  source: 'A rule of our own: what the products do alike today they need not do alike tomorrow',
  judge: (snapshot, { nodes }) =>
    nodes.flatMap((address): RuleVerdict[] => {
      const { dialect } = snapshot;
      const view = viewOf(snapshot, address);
      if (view?.product === undefined || view.product === dialect.product) return [];
      return [
        {
          subject: address,
          message: `${address} runs ${view.product} ${view.version}, and was asked as ${dialect.product}`,
          hint: `Set esg_recycle_health to ${kinds[view.product]} (cluster-health ${kinds[view.product]} check).`,
          isLasting: true,
        },
      ];
    }),
};
