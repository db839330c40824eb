// Users, permissions and the certificate of Elasticsearch, which nodes and clients share.
import { join } from 'node:path';

const fixtures = join(import.meta.dirname, '../../../packages/spotinst-client/fixtures');

export const certificate = {
  ca: join(fixtures, 'loopback.crt'),
  key: join(fixtures, 'loopback.key'),
  name: 'localhost',
};

export const users = {
  /** The user of the tests themselves. */
  writer: { username: 'writer', password: 'writes-a-lot', role: 'superuser' },
  /** Grants the permissions that docs/health-checks/opensearch.md lists. */
  recycler: { username: 'recycler', password: 'recycles-a-lot', role: 'recycler' },
};

export const roles = {
  recycler: { cluster: ['monitor', 'manage'], indices: [{ names: ['*'], privileges: ['maintenance'] }] },
};
