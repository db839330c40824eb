/** In what the two products differ, as far as checks, `prepare` and `restore` are concerned. */
export interface Dialect {
  /** The kind's name, as `esg_recycle_health` has it. */
  name: 'opensearch' | 'elasticsearch';
  product: 'OpenSearch' | 'Elasticsearch';
  /** What the product calls the node that is elected. */
  manager: 'cluster manager' | 'master';
}

export const opensearchDialect: Dialect = { name: 'opensearch', product: 'OpenSearch', manager: 'cluster manager' };

export const elasticsearchDialect: Dialect = { name: 'elasticsearch', product: 'Elasticsearch', manager: 'master' };
