import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Gap } from '../kind/gap.ts';
import { connectionProblem, NodeError } from '../net/node-error.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import type { ZookeeperOptions } from './options.ts';

/** An answer longer than this is none of ZooKeeper's. */
const maxAnswerLength = 1_000_000;

/** The port took no connection, so that nobody was asked. */
export class PortClosedError extends Error {}

/**
 * Asks a member one four-letter word. It answers, and closes the connection.
 *
 * @throws PortClosedError where no connection came about; Error where no whole answer came
 */
export function askFourLetterWord(
  host: string,
  word: string,
  { port, tls, timeout }: ZookeeperOptions,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tls ? connectTls({ host, port, ...tls }) : connect({ host, port });
    let isConnected = false;
    let answer = '';
    const fail = (reason: string, details: Omit<Gap, 'why'> = {}) => {
      const message = `${word} at port ${port}: ${reason}`;
      end(() => reject(isConnected ? new NodeError(message, true, details) : new PortClosedError(message)));
    };
    const abort = () => fail('the look took too long');
    const timer = setTimeout(
      () => fail(`no ${isConnected ? 'whole answer' : 'connection'} within ${timeout} ms`),
      timeout,
    );
    function end(settle: () => void) {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      settle();
    }
    signal.addEventListener('abort', abort);
    socket
      .setEncoding('utf8')
      .once('connect', () => (isConnected = true))
      .once(tls ? 'secureConnect' : 'connect', () => socket.write(word))
      .on('data', (text: string) => {
        answer += text;
        if (answer.length > maxAnswerLength) fail('the answer is not one of ZooKeeper');
      })
      .once('end', () => (answer ? end(() => resolve(answer)) : fail('the connection was closed without an answer')))
      .on('error', (error) => {
        const { why, ...details } = connectionProblem(error, `${hostInUrl(host)}:${port}`);
        fail(why, details);
      });
    if (signal.aborted) abort();
  });
}
