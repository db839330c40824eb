import { opensearchDialect } from './dialect.ts';
import { opensearchOptions } from './options.ts';
import { searchEngineKind } from './search-engine-kind.ts';

/** OpenSearch from version 1, over its REST interface. */
export const opensearch = searchEngineKind(opensearchDialect, opensearchOptions);
