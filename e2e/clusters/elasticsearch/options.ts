import { certificate, users } from './access.ts';

const { username, password } = users.recycler;

/** The options of the health check: a user with only the required permissions, and the name in the certificates. */
export const gateOptions = {
  esg_recycle_health_options: {
    scheme: 'https',
    username,
    password,
    tls: { ca: certificate.ca, server_name: certificate.name },
  },
};
