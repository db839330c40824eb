import got from 'got';
import { z } from 'zod';
import { hostInUrl } from '../host-in-url.ts';
import type { Options } from './options.ts';

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
 * @throws Error that says which port, and why there is no answer
 */
export async function askAdminServer(
  host: string,
  command: 'srvr' | 'monitor',
  { admin_port: port = defaultPort, timeout }: Options,
  signal: AbortSignal,
): Promise<AdminAnswer> {
  const unanswered = (reason: string, cause?: unknown) =>
    new Error(`${command} at AdminServer port ${port}: ${reason}`, { cause });
  const response = await got(`http://${hostInUrl(host)}:${port}/commands/${command}`, {
    retry: { limit: 0 },
    timeout: { request: timeout },
    followRedirect: false,
    throwHttpErrors: false,
    signal,
  }).catch((error: Error) => {
    throw unanswered(error.message, error);
  });
  if (!response.ok) throw unanswered(`status ${response.statusCode}`);
  const parsed = answer.safeParse(parseJson(response.body));
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
