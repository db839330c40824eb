import { converse } from './client-port.ts';
import type { ZookeeperOptions } from './options.ts';

/** No response of ZooKeeper is longer. */
const maxAnswerLength = 1_000_000;

/**
 * Sends a four-letter word to a member, which responds and closes the connection.
 *
 * @throws PortClosedError without a connection; Error without a complete response
 */
export const askFourLetterWord = (
  host: string,
  word: string,
  options: ZookeeperOptions,
  signal: AbortSignal,
): Promise<string> =>
  converse(host, word, options, signal, async (socket) => {
    socket.setEncoding('utf8').write(word);
    let answer = '';
    for await (const text of socket) {
      answer += text as string;
      if (answer.length > maxAnswerLength) throw new Error('the response is not from ZooKeeper');
    }
    if (!answer) throw new Error('the connection was closed without a response');
    return answer;
  });
