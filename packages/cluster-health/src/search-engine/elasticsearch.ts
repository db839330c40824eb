import { elasticsearchDialect } from './dialect.ts';
import { elasticsearchOptions } from './options.ts';
import { searchEngineKind } from './search-engine-kind.ts';

/** Elasticsearch version 7 and later, over its REST API. */
export const elasticsearch = searchEngineKind(elasticsearchDialect, elasticsearchOptions);
