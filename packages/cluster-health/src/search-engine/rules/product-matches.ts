import type { RuleVerdict } from '../../kind/rule.ts';
import { viewOf } from '../snapshot.ts';
import type { SearchRule } from './rule.ts';

const kinds = { OpenSearch: 'opensearch', Elasticsearch: 'elasticsearch' } as const;

export const productMatches: SearchRule = {
  id: 'E13',
  code: 'product-matches',
  requires:
    'Every node that responds runs the product of the health check: OpenSearch or Elasticsearch. Elasticsearch up to 7.10 without X-Pack (`oss`) passes for both.',
  why: 'The two products behave alike today, but their next versions may differ.',
  onFailure: 'Set `esg_recycle_health` to the product that the nodes run.',
  source: 'a rule of this project',
  judge: (snapshot, { nodes }) =>
    nodes.flatMap((address): RuleVerdict[] => {
      const { dialect } = snapshot;
      const view = viewOf(snapshot, address);
      if (view?.product === undefined || view.product === dialect.product) return [];
      return [
        {
          subject: address,
          message: `${address} runs ${view.product} ${view.version}, but the health check is for ${dialect.product}`,
          hint: `Set esg_recycle_health to ${kinds[view.product]} (cluster-health ${kinds[view.product]} check).`,
          isLasting: true,
        },
      ];
    }),
};
