import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { tlsOption } from '../options/tls-option.ts';

const port = z.int().min(1).max(65_535);

export const options = z.strictObject({
  /** The client port, where the four-letter words `srvr` and `mntr` are asked. */
  port: port.default(2181),
  /** TLS on the client port, as a `secureClientPort` speaks it. */
  tls: tlsOption.optional(),
  /**
   * The AdminServer's port. It is asked where the four-letter words are not whitelisted, at 8080 if none is named here;
   * where the client port is closed, it is asked only if one is named here: clients find that port closed too.
   */
  admin_port: port.optional(),
  /** More requests than this waiting in the whole ensemble keep the gate shut: ZooKeeper's own `globalOutstandingLimit`. */
  max_outstanding_requests: z.int().min(0).default(1000),
  /** How long one answer may take. */
  timeout: duration('5s'),
});

export type ZookeeperOptions = z.output<typeof options>;
