import { NodeError } from '../net/node-error.ts';
import { converse, NoAnswerError } from './client-port.ts';
import { askFourLetterWord } from './four-letter-word.ts';
import type { ZookeeperOptions } from './options.ts';

/**
 * Finds out whether the client port did not respond because it expects TLS and got a plain request, or the other way
 * round. A `secureClientPort` does not reply to four plain letters: they are shorter than the header of a TLS record.
 *
 * @returns an error with the option to change; the given error if TLS is not the reason
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
    const hint = 'It is a secureClientPort: set the option tls, or set the option port to the clientPort.';
    return new NodeError(`port ${port} expects TLS, but the option tls is not set`, true, { hint, isLasting: true });
  }
  if (tls !== undefined && (await respondsWithoutTls(host, options, signal))) {
    const hint = 'It is a clientPort: remove the option tls, or set the option port to the secureClientPort.';
    return new NodeError(`port ${port} does not use TLS, but the option tls is set`, true, { hint, isLasting: true });
  }
  return error;
}

/** With any certificate. An alert is TLS too, for example if the server requires a client certificate. */
const takesHandshake = (host: string, options: ZookeeperOptions, signal: AbortSignal): Promise<boolean> =>
  converse(host, 'TLS', { ...options, tls: { rejectUnauthorized: false } }, signal, async () => true).catch(
    ({ code }: NodeError) => code?.includes('_ALERT_') ?? false,
  );

const respondsWithoutTls = (host: string, options: ZookeeperOptions, signal: AbortSignal): Promise<boolean> =>
  askFourLetterWord(host, 'srvr', options, signal).then(
    () => true,
    () => false,
  );
