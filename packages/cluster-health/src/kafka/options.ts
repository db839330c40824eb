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
  context.addIssue(`${text} is no host or host:port`);
  return z.NEVER;
});

export const options = z.strictObject({
  /** The port at which brokers serve clients, the same on every node. */
  port: port.default(9092),
  tls: tlsOption.optional(),
  /** The user as whom the gate asks. It needs DESCRIBE and DESCRIBE_CONFIGS on all topics and on the cluster. */
  sasl: z
    .strictObject({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
      username: z.string().min(1),
      password: z.string().min(1),
    })
    .optional(),
  /**
   * Which node has which id (address → `node.id`), where what the brokers advertise neither is the node's address nor
   * resolves to it.
   */
  node_ids: z
    .record(z.string(), z.int().min(0))
    .default({})
    .refine((ids) => new Set(Object.values(ids)).size === Object.keys(ids).length, { error: 'two nodes have one id' })
    .transform((ids): ReadonlyMap<string, number> => new Map(Object.entries(ids))),
  /**
   * The nodes that are controllers alone (`process.roles=controller`), as `host` or `host:port` of their controller
   * listener (port 9093 if none is named), where that is not found out: Kafka 3.9 and newer tell where voters listen,
   * and a controller tells its roles to a user with DESCRIBE_CONFIGS on the cluster. They are asked there, with the same
   * `tls` and `sasl`; all other nodes must be brokers. Kafka before 3.9 does not tell where they are: give `node_ids` for
   * them as well.
   */
  controllers: z
    .array(endpoint)
    .default([])
    .transform((endpoints): ReadonlyMap<string, number> => new Map(endpoints)),
  /** How long one answer may take. */
  timeout: duration('5s'),
});

export type KafkaOptions = z.output<typeof options>;
