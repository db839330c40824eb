import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectionProblem, NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { ZookeeperOptions } from './options.ts';

/** The port accepted no connection, so nothing was requested. */
export class PortClosedError extends NodeError {}

/** The port accepted the connection and sent nothing. */
export class NoAnswerError extends NodeError {}

/**
 * Connects to the client port of a member, exchanges messages and disconnects.
 *
 * @param what the request, for error messages
 * @throws PortClosedError without a connection; NoAnswerError without a response; NodeError if the connection breaks
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
  const abort = () => socket.destroy(new Error('the health check took too long'));
  const timer = setTimeout(
    () => socket.destroy(new Error(`no ${isConnected ? 'complete response' : 'connection'} within ${timeout} ms`)),
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
