import { ProtocolError, ResponseError } from '@platformatic/kafka';
import type { Gap } from '../kind/gap.ts';
import type { WrongListener } from './snapshot.ts';

/** Why a broker gave no answer: what it said, or what came in between, down to the first cause. */
export function reasonOf(error: unknown): string {
  if (error instanceof ResponseError) return [...new Set(error.errors.map(reasonOf))].join('; ');
  if (error instanceof ProtocolError) {
    const { apiId, serverErrorMessage, message } = error as ProtocolError & Record<string, unknown>;
    return `${String(apiId)}: ${typeof serverErrorMessage === 'string' && serverErrorMessage ? serverErrorMessage : message}`;
  }
  if (!(error instanceof Error)) return String(error);
  const message = (error.message || (error as NodeJS.ErrnoException).code || error.name).replace(/\.$/, '');
  return error.cause === undefined ? message : `${message}: ${reasonOf(error.cause)}`;
}

/** Somebody answers at the port, and is not whom the options say: a controller where a broker is asked, or a broker. */
export class WrongListenerError extends Error {
  readonly listener: WrongListener['listener'];

  constructor(listener: WrongListener['listener']) {
    super(`a ${listener} answers at this port`);
    this.listener = listener;
  }
}

/** Why a node gave no answer, as snapshots have it. */
export const gapOf = (error: unknown): Gap | WrongListener => ({
  why: reasonOf(error),
  ...(error instanceof WrongListenerError && { listener: error.listener }),
});
