import { z } from 'zod';
import { askNode } from '../net/ask-node.ts';
import type { NodeError } from '../net/node-error.ts';
import { PortClosedError } from './four-letter-word.ts';
import type { ZookeeperOptions } from './options.ts';

const defaultPort = 8080;

const answer = z.looseObject({
  error: z.string().nullish(),
  server_stats: z.looseObject({ server_state: z.string().optional() }).optional(),
  read_only: z.boolean().optional(),
});

/** The JSON that the AdminServer answers to a command. */
export type AdminAnswer = z.output<typeof answer>;

/**
 * Asks the AdminServer of a member, as the stand-in for a four-letter word.
 *
 * @throws PortClosedError where nothing listens; Error where no answer came: both say which port, and why
 */
export async function askAdminServer(
  host: string,
  command: 'srvr' | 'monitor',
  { admin_port: port = defaultPort, timeout }: ZookeeperOptions,
  signal: AbortSignal,
): Promise<AdminAnswer> {
  const because = (reason: string) => `${command} at AdminServer port ${port}: ${reason}`;
  const unanswered = (reason: string) => new Error(because(reason));
  const path = `/commands/${command}`;
  const { status, body } = await askNode(host, { port, timeout }, { path }, signal).catch((error: NodeError) => {
    const Kind = error.code === 'ECONNREFUSED' ? PortClosedError : Error;
    throw new Kind(because(error.message), { cause: error });
  });
  if (status < 200 || status > 299) throw unanswered(`status ${status}`);
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) throw unanswered('the answer is not one of ZooKeeper');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
