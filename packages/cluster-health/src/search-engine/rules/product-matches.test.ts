import { elasticsearchDialect } from '../dialect.ts';
import { a, b, c, silence, type SearchSceneChange, view } from '../test-support/three-nodes.ts';
import { describeRule } from './test-support/describe-rule.ts';
import { productMatches } from './product-matches.ts';

const running = (...products: ('OpenSearch' | 'Elasticsearch' | undefined)[]): SearchSceneChange => ({
  views: Object.fromEntries(
    [a, b, c].map((address, index) => [address, view('ABC'[index]!, { product: products[index] })]),
  ),
});

describeRule(productMatches, [
  ['passes for OpenSearch', {}],
  [
    'fails for Elasticsearch in a check of OpenSearch',
    { ...running('Elasticsearch', 'OpenSearch', 'OpenSearch') },
    ['lasting', `${a} runs Elasticsearch 2.19.6, but the health check is for OpenSearch`],
  ],
  [
    'fails for OpenSearch in a check of Elasticsearch',
    { ...running('Elasticsearch', 'Elasticsearch', 'OpenSearch'), dialect: elasticsearchDialect },
    ['lasting', `${c} runs OpenSearch 2.19.6, but the health check is for Elasticsearch`],
  ],
  ['passes for oss Elasticsearch during an upgrade to OpenSearch', running(undefined, undefined, 'OpenSearch')],
  ['passes for oss Elasticsearch', { ...running(undefined, undefined, undefined), dialect: elasticsearchDialect }],
  ['passes for a silent node', { views: { [a]: silence } }],
]);
