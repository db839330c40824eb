// Who may do what at the nodes of Elasticsearch, and the certificate that all of them have: what nodes and clients share.
import { join } from 'node:path';

const fixtures = join(import.meta.dirname, '../../../packages/spotinst-client/fixtures');

export const certificate = {
  ca: join(fixtures, 'loopback.crt'),
  key: join(fixtures, 'loopback.key'),
  name: 'localhost',
};

export const users = {
  /** Does whatever the tests do themselves. */
  writer: { username: 'writer', password: 'writes-a-lot', role: 'superuser' },
  /** Grants the permissions that docs/health-checks/opensearch.md lists. */
  recycler: { username: 'recycler', password: 'recycles-a-lot', role: 'recycler' },
};

export const roles = {
  recycler: { cluster: ['monitor', 'manage'], indices: [{ names: ['*'], privileges: ['maintenance'] }] },
};
