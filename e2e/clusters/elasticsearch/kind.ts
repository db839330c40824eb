import { readFileSync } from 'node:fs';
import { searchEngine } from '../search-engine/kind.ts';
import { certificate, users } from './access.ts';

/** Its nodes want a password, over TLS, with certificates that name a host and not their addresses. */
export const elasticsearch = searchEngine('elasticsearch', 'Elasticsearch', 41, {
  ...users.writer,
  ca: readFileSync(certificate.ca, 'utf8'),
  serverName: certificate.name,
});
