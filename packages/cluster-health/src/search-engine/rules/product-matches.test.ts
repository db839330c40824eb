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
  ['OpenSearch, asked as such', {}],
  [
    'Elasticsearch, asked as OpenSearch',
    { ...running('Elasticsearch', 'OpenSearch', 'OpenSearch') },
    ['lasting', `${a} runs Elasticsearch 2.19.6, and was asked as OpenSearch`],
  ],
  [
    'OpenSearch, asked as Elasticsearch',
    { ...running('Elasticsearch', 'Elasticsearch', 'OpenSearch'), dialect: elasticsearchDialect },
    ['lasting', `${c} runs OpenSearch 2.19.6, and was asked as Elasticsearch`],
  ],
  ['the last free Elasticsearch, on its way to OpenSearch', running(undefined, undefined, 'OpenSearch')],
  ['the last free Elasticsearch', { ...running(undefined, undefined, undefined), dialect: elasticsearchDialect }],
  ['a node that is silent', { views: { [a]: silence } }],
]);
