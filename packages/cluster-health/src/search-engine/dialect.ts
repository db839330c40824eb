/** The differences of the two products for checks, `prepare` and `restore`. */
export interface Dialect {
  /** The name of the kind, the value of `esg_recycle_health`. */
  name: 'opensearch' | 'elasticsearch';
  product: 'OpenSearch' | 'Elasticsearch';
  /** The product's name for the elected node. */
  manager: 'cluster manager' | 'master';
}

export const opensearchDialect: Dialect = { name: 'opensearch', product: 'OpenSearch', manager: 'cluster manager' };

export const elasticsearchDialect: Dialect = { name: 'elasticsearch', product: 'Elasticsearch', manager: 'master' };
