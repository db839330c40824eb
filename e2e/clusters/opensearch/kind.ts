import { searchEngine } from '../search-engine/kind.ts';

export const opensearch = searchEngine('opensearch', 'OpenSearch', 31);
