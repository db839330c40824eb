import { formatDuration } from '@esg-recycler/core';
import type { Gap } from '../kind/gap.ts';
import { tlsProblem } from './tls-problem.ts';

/** A node did not respond, or not as expected. The error never contains the request, because that holds the password. */
export class NodeError extends Error implements Gap {
  override readonly name = 'NodeError';
  /** Whether there was a response; `false` if the connection failed. */
  readonly answered: boolean;
  /** The error code of the system or of Node.js, if there is one: `ECONNREFUSED`. */
  readonly code: string | undefined;
  readonly hint: string | undefined;
  readonly isLasting: boolean;
  readonly isRefusal: boolean;

  constructor(
    message: string,
    answered: boolean,
    { hint, isLasting = false, isRefusal = false, code }: NodeErrorDetails = {},
  ) {
    super(message);
    this.answered = answered;
    this.code = code;
    this.hint = hint;
    this.isLasting = isLasting;
    this.isRefusal = isRefusal;
  }

  get why(): string {
    return this.message;
  }
}

interface NodeErrorDetails {
  hint?: string | undefined;
  isLasting?: boolean | undefined;
  isRefusal?: boolean | undefined;
  code?: string | undefined;
}

/** A gap in a snapshot as plain data, optionally with a more precise reason. */
export const gapOf = ({ why, hint, isLasting, isRefusal }: Gap, words = why): Gap => ({
  why: words,
  ...(hint !== undefined && { hint }),
  ...(isLasting && { isLasting }),
  ...(isRefusal && { isRefusal }),
});

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'unknown host name',
};

/**
 * Why a connection failed, for every kind.
 *
 * @param error from a socket, `tls.connect` or a client on top of them; its causes are searched too
 * @param at the endpoint: `10.0.0.1:9200`
 */
export function connectionProblem(error: unknown, at: string, timeoutMs?: number): Gap & { code: string | undefined } {
  const { code, message } = error as NodeJS.ErrnoException;
  const tls = tlsProblem(error, at);
  if (tls) return tls;
  if (code === 'ETIMEDOUT' && timeoutMs !== undefined) {
    return { why: `no response within ${formatDuration(timeoutMs)}`, code };
  }
  const reason = (code === undefined ? undefined : reasons[code]) ?? message;
  return { why: code === undefined || reason.includes(code) ? reason : `${reason} (${code})`, code };
}
