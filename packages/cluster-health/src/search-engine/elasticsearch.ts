import { elasticsearchDialect } from './dialect.ts';
import { elasticsearchOptions } from './options.ts';
import { searchEngineKind } from './search-engine-kind.ts';

/** Elasticsearch from version 7, over its REST interface. */
export const elasticsearch = searchEngineKind(elasticsearchDialect, elasticsearchOptions);
