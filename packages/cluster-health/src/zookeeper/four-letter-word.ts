import { converse } from './client-port.ts';
import type { ZookeeperOptions } from './options.ts';

/** An answer longer than this is none of ZooKeeper's. */
const maxAnswerLength = 1_000_000;

/**
 * Asks a member one four-letter word. It answers, and closes the connection.
 *
 * @throws PortClosedError where no connection came about; Error where no whole answer came
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
      if (answer.length > maxAnswerLength) throw new Error('the answer is not one of ZooKeeper');
    }
    if (!answer) throw new Error('the connection was closed without an answer');
    return answer;
  });
