import { certificate, users } from './access.ts';

const { username, password } = users.recycler;

/** What the gate is given: a user that may do no more than it needs, and the name that the certificates have. */
export const gateOptions = {
  esg_recycle_health_options: {
    scheme: 'https',
    username,
    password,
    tls: { ca: certificate.ca, server_name: certificate.name },
  },
};
