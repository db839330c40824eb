import { createClient } from '@redis/client';
import { formatDuration } from '@esg-recycler/core';
import { setImmediate as immediate } from 'node:timers/promises';
import { readTimeoutMs } from '../kind/read-timeout.ts';
import { connectionProblem, NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { RedisOptions } from './options.ts';

/**
 * The client's own timeout. It is long because a blocked process would report a timeout of the node. The timeouts below
 * expire first.
 */
const connectTimeoutMs = 2 * readTimeoutMs;

/** Sends one command and returns the response as text. */
export type SendCommand = (...command: readonly string[]) => Promise<string>;

const refusals: [RegExp, string][] = [
  [/^NOAUTH/, 'Set the option password, and username if the node uses ACLs.'],
  [/^WRONGPASS/, 'Correct the options username and password.'],
  [
    /^NOPERM/,
    'Grant the user the commands: ACL SETUSER NAME +info +cluster|info +cluster|nodes +cluster|failover +config|get',
  ],
  [/^DENIED/, 'The node is in protected mode. Set a password on it, or bind it to its private address.'],
];

function toNodeError(error: unknown, what: string, at: string): NodeError {
  const { message } = error as Error;
  const [, hint] = refusals.find(([pattern]) => pattern.test(message)) ?? [];
  if (hint !== undefined) return new NodeError(`${what}: ${message}`, true, { hint, isLasting: true });
  const { why, ...details } = connectionProblem(error, at);
  return new NodeError(`${what}: ${why}`, false, details);
}

/**
 * Opens a connection to one node, and closes it after use. There is no reconnect.
 *
 * @throws NodeError if a command got no response, and whatever `use` throws
 */
export async function withRedis<T>(
  address: string,
  { port, username, password, tls, timeout }: RedisOptions,
  signal: AbortSignal,
  use: (send: SendCommand) => Promise<T>,
): Promise<T> {
  const at = `${hostInUrl(address)}:${port}`;
  const socket = { host: address, port, connectTimeout: connectTimeoutMs, reconnectStrategy: false as const };
  const client = createClient({
    socket: tls ? { ...socket, ...tls, tls: true as const } : socket,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    RESP: 2,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
  // Errors reach the caller through the awaited command. Without a listener, they would end the process.
  client.on('error', () => {});

  /** Applies the timeout to each step, because a node that hangs still accepts connections. */
  async function inTime<A>(what: string, asked: Promise<A>): Promise<A> {
    let end = () => {};
    const late = new Promise<never>((_, reject) => {
      const giveUp = (why: string) => reject(new NodeError(`${what}: ${why}`, false));
      // If this process was blocked itself, pending responses are read first.
      const timer = setTimeout(
        () => setImmediate(() => giveUp(`no response within ${formatDuration(timeout)}`)),
        timeout,
      );
      const abort = () => giveUp('the health check timed out');
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
    });
    try {
      return await Promise.race([asked, late]);
    } catch (error) {
      asked.catch(() => {});
      throw error instanceof NodeError ? error : toNodeError(error, what, at);
    } finally {
      end();
    }
  }

  try {
    // Creating a client is slow. This lets the clients of the other nodes be created before any of them is awaited.
    await immediate();
    await inTime(`connecting to ${at}`, client.connect());
    return await use(async (...command) =>
      toText(await inTime(`${command.slice(0, 2).join(' ')} at ${at}`, client.sendCommand([...command]))),
    );
  } finally {
    client.destroy();
  }
}

/** A list of names and values, such as from CONFIG GET, becomes lines. */
const toText = (answer: unknown): string => (Array.isArray(answer) ? answer.map(String).join('\n') : String(answer));
