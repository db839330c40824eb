import { createClient } from '@redis/client';
import { formatDuration } from '@esg-recycler/core';
import { setImmediate as immediate } from 'node:timers/promises';
import { readTimeoutMs } from '../kind/read-timeout.ts';
import { connectionProblem, NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { RedisOptions } from './options.ts';

/**
 * The client's own timeout, which a process that was held up takes for a node that is: what is waited for here ends
 * long before.
 */
const connectTimeoutMs = 2 * readTimeoutMs;

/** Sends one command, and gives back its answer as text. */
export type SendCommand = (...command: readonly string[]) => Promise<string>;

const refusals: [RegExp, string][] = [
  [/^NOAUTH/, 'Give password, and username where the node has an access control list.'],
  [/^WRONGPASS/, 'Correct username and password.'],
  [
    /^NOPERM/,
    'Let the user run them: ACL SETUSER NAME +info +cluster|info +cluster|nodes +cluster|myid +cluster|failover +config|get',
  ],
  [/^DENIED/, 'The node is in protected mode: give it a password, or bind it to its private address.'],
];

function toNodeError(error: unknown, what: string, at: string): NodeError {
  const { message } = error as Error;
  const [, hint] = refusals.find(([pattern]) => pattern.test(message)) ?? [];
  if (hint !== undefined) return new NodeError(`${what}: ${message}`, true, { hint, isLasting: true });
  const { why, ...details } = connectionProblem(error, at);
  return new NodeError(`${what}: ${why}`, false, details);
}

/**
 * Opens a connection to one node for as long as it is used, and no longer. It is not opened again.
 *
 * @throws NodeError that says why a command had no answer, or whatever its use throws
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
  // Whatever fails is reported to whoever waits for it; without a listener, it would end the process as well.
  client.on('error', () => {});

  /** Nothing is waited for longer than one answer may take: a node that hangs takes connections, too. */
  async function inTime<A>(what: string, asked: Promise<A>): Promise<A> {
    let end = () => {};
    const late = new Promise<never>((_, reject) => {
      const giveUp = (why: string) => reject(new NodeError(`${what}: ${why}`, false));
      // Where this process was held up itself, it first hears what came meanwhile.
      const timer = setTimeout(
        () => setImmediate(() => giveUp(`no answer within ${formatDuration(timeout)}`)),
        timeout,
      );
      const abort = () => giveUp('the check ran out of time');
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
    // To make a client takes long; those of the other nodes are made before any of them is waited for.
    await immediate();
    await inTime(`connecting to ${at}`, client.connect());
    return await use(async (...command) =>
      toText(await inTime(`${command.slice(0, 2).join(' ')} at ${at}`, client.sendCommand([...command]))),
    );
  } finally {
    client.destroy();
  }
}

/** A list of names and values, as of CONFIG GET, becomes lines. */
const toText = (answer: unknown): string => (Array.isArray(answer) ? answer.map(String).join('\n') : String(answer));
