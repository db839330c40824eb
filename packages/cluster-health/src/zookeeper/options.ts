import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { tlsOption } from '../options/tls-option.ts';

const port = z.int().min(1).max(65_535);

export const options = z.strictObject({
  /** The client port, for the four-letter words `srvr` and `mntr`. */
  port: port.default(2181),
  /** TLS on the client port, for a `secureClientPort`. */
  tls: tlsOption.optional(),
  /**
   * The AdminServer's port. If the four-letter words are not whitelisted, the AdminServer is queried at this port, or
   * 8080 by default. If the client port is closed, it is queried only if this option is set: clients cannot connect either.
   */
  admin_port: port.optional(),
  /** The limit of outstanding requests in the ensemble. Default: ZooKeeper's `globalOutstandingLimit`. */
  max_outstanding_requests: z.int().min(0).default(1000),
  /** The timeout of one request. */
  timeout: duration('5s'),
});

export type ZookeeperOptions = z.output<typeof options>;
