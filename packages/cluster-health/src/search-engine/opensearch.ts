import { opensearchDialect } from './dialect.ts';
import { opensearchOptions } from './options.ts';
import { searchEngineKind } from './search-engine-kind.ts';

/** OpenSearch version 1 and later, over its REST API. */
export const opensearch = searchEngineKind(opensearchDialect, opensearchOptions);
