import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectionProblem, NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { ZookeeperOptions } from './options.ts';

/** The port took no connection, so that nobody was asked. */
export class PortClosedError extends NodeError {}

/** The port took the connection, and answered nothing. */
export class NoAnswerError extends NodeError {}

/**
 * One conversation with the client port of a member: connects, talks, and hangs up.
 *
 * @param what is asked, for the messages
 * @throws PortClosedError where no connection came about; NoAnswerError where nothing was answered; NodeError where the
 *   conversation broke off
 */
export async function converse<T>(
  host: string,
  what: string,
  { port, tls, timeout }: ZookeeperOptions,
  signal: AbortSignal,
  talk: (socket: Socket) => Promise<T>,
): Promise<T> {
  const socket = tls ? connectTls({ host, port, ...tls }) : connect({ host, port });
  let isConnected = false;
  socket.on('error', () => {}).once('connect', () => (isConnected = true));
  const abort = () => socket.destroy(new Error('the look took too long'));
  const timer = setTimeout(
    () => socket.destroy(new Error(`no ${isConnected ? 'whole answer' : 'connection'} within ${timeout} ms`)),
    timeout,
  );
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    await once(socket, tls ? 'secureConnect' : 'connect');
    return await talk(socket);
  } catch (error) {
    const { why, ...details } = connectionProblem(error, `${hostInUrl(host)}:${port}`);
    const Kind = !isConnected ? PortClosedError : socket.bytesRead === 0 ? NoAnswerError : NodeError;
    throw Object.assign(new Kind(`${what} at port ${port}: ${why}`, isConnected, details), { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}
