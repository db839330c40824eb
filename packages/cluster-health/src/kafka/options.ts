import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { tlsOption } from '../options/tls-option.ts';

const port = z.int().min(1).max(65_535);

const defaultControllerPort = 9093;

/** `10.0.0.4`, `10.0.0.4:9093`, `[fd00::4]:9093`: an address, and the port there. */
const endpoint = z.string().transform((text, context): [string, number] => {
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = isIPv6(text) ? text : (bracketed ?? plain);
  const parsed = port.safeParse(portText === undefined ? defaultControllerPort : Number(portText));
  if (host !== undefined && parsed.success) return [host, parsed.data];
  context.addIssue(`${text} is not a host or host:port`);
  return z.NEVER;
});

export const options = z.strictObject({
  /** The port at which brokers serve clients, the same on every node. */
  port: port.default(9092),
  tls: tlsOption.optional(),
  /** The user of the health check. It needs DESCRIBE and DESCRIBE_CONFIGS on all topics and on the cluster. */
  sasl: z
    .strictObject({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
      username: z.string().min(1),
      password: z.string().min(1),
    })
    .optional(),
  /**
   * Maps addresses to `node.id`, for nodes whose brokers advertise neither the node's address nor a name that resolves
   * to it.
   */
  node_ids: z
    .record(z.string(), z.int().min(0))
    .default({})
    .refine((ids) => new Set(Object.values(ids)).size === Object.keys(ids).length, {
      error: 'two nodes have the same id',
    })
    .transform((ids): ReadonlyMap<string, number> => new Map(Object.entries(ids))),
  /**
   * The controller-only nodes (`process.roles=controller`), as `host` or `host:port` of their controller listener
   * (default port 9093). Needed only if they are not detected: Kafka 3.9 and later report where voters listen, and a
   * controller reports its roles to a user with DESCRIBE_CONFIGS on the cluster. They are queried there with the same
   * `tls` and `sasl`; all other nodes must be brokers. Before Kafka 3.9, set `node_ids` for them too.
   */
  controllers: z
    .array(endpoint)
    .default([])
    .transform((endpoints): ReadonlyMap<string, number> => new Map(endpoints)),
  /** The timeout of one request. */
  timeout: duration('5s'),
});

export type KafkaOptions = z.output<typeof options>;
