import { readFileSync } from 'node:fs';
import { searchEngine } from '../search-engine/kind.ts';
import { certificate, users } from './access.ts';

/** Its nodes require TLS and a password. Their certificates name a host, not addresses. */
export const elasticsearch = searchEngine('elasticsearch', 'Elasticsearch', 41, {
  ...users.writer,
  ca: readFileSync(certificate.ca, 'utf8'),
  serverName: certificate.name,
});
