import { NodeError } from '../net/node-error.ts';
import { converse, NoAnswerError } from './client-port.ts';
import { askFourLetterWord } from './four-letter-word.ts';
import type { ZookeeperOptions } from './options.ts';

/**
 * Why the client port did not answer: whether it expects TLS and was asked without, or the other way round. A
 * `secureClientPort` says nothing at all to four plain letters: they are less than the head of a TLS record.
 *
 * @returns what asking it rightly needs; the error itself where that is not the reason
 */
export async function explainSilence(
  error: unknown,
  host: string,
  { tls, ...options }: ZookeeperOptions,
  signal: AbortSignal,
): Promise<unknown> {
  if (!(error instanceof NoAnswerError) || error.isLasting) return error;
  const { port } = options;
  if (tls === undefined && (await takesHandshake(host, options, signal))) {
    const hint = 'It is a secureClientPort: set the option tls, or name the clientPort in the option port.';
    return new NodeError(`port ${port} expects TLS, and was asked without`, true, { hint, isLasting: true });
  }
  if (tls !== undefined && (await answersPlainly(host, options, signal))) {
    const hint = 'It is a clientPort: leave out the option tls, or name the secureClientPort in the option port.';
    return new NodeError(`port ${port} does without TLS, and was asked with it`, true, { hint, isLasting: true });
  }
  return error;
}

/** Whatever its certificate is; an alert, as where it asks for one of ours, is TLS too. */
const takesHandshake = (host: string, options: ZookeeperOptions, signal: AbortSignal): Promise<boolean> =>
  converse(host, 'TLS', { ...options, tls: { rejectUnauthorized: false } }, signal, async () => true).catch(
    ({ code }: NodeError) => code?.includes('_ALERT_') ?? false,
  );

const answersPlainly = (host: string, options: ZookeeperOptions, signal: AbortSignal): Promise<boolean> =>
  askFourLetterWord(host, 'srvr', options, signal).then(
    () => true,
    () => false,
  );
