import { z } from 'zod';
import { askNode } from '../net/ask-node.ts';
import { NodeError } from '../net/node-error.ts';
import { PortClosedError } from './client-port.ts';
import type { ZookeeperOptions } from './options.ts';

const defaultPort = 8080;

/** Every response of an AdminServer names the command. */
const answer = z.looseObject({
  command: z.string(),
  error: z.string().nullish(),
  server_stats: z.looseObject({ server_state: z.string().optional() }).optional(),
  read_only: z.boolean().optional(),
});

/** The JSON response of the AdminServer to a command. */
export type AdminAnswer = z.output<typeof answer>;

/** Another program responds at the AdminServer's port. */
export class NoAdminServerError extends Error {}

/**
 * Sends a command to the AdminServer of a member, in place of a four-letter word.
 *
 * @throws PortClosedError if nothing listens; NoAdminServerError if something else does; Error without a response. All
 *   name the port and the reason.
 */
export async function askAdminServer(
  host: string,
  command: 'srvr' | 'monitor',
  { admin_port: port = defaultPort, timeout }: ZookeeperOptions,
  signal: AbortSignal,
): Promise<AdminAnswer> {
  const because = (reason: string) => `${command} at AdminServer port ${port}: ${reason}`;
  const path = `/commands/${command}`;
  const { status, body } = await askNode(host, { port, timeout }, { path }, signal).catch((error: NodeError) => {
    const Kind = error.code === 'ECONNREFUSED' ? PortClosedError : NodeError;
    throw new Kind(because(error.message), error.answered);
  });
  // The AdminServer of ZooKeeper 3.9 responds so without a quorum.
  if (status >= 500) throw new Error(because(`status ${status}`));
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) {
    throw new NoAdminServerError(
      because(`the response (status ${status}) is not from ZooKeeper: another program listens there`),
    );
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
