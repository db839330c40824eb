import { formatDuration } from '@esg-recycler/core';
import type { Gap } from '../kind/gap.ts';
import { tlsProblem } from './tls-problem.ts';

/** A node gave no answer, or not the one that was asked for. It never holds the request, in which the password is. */
export class NodeError extends Error implements Gap {
  override readonly name = 'NodeError';
  /** Whether anything answered; `false` when there was no connection. */
  readonly answered: boolean;
  /** The system's or Node's code, where there is one: `ECONNREFUSED`. */
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

/** A gap in a snapshot: plain data, in words of its own where they say more. */
export const gapOf = ({ why, hint, isLasting, isRefusal }: Gap, words = why): Gap => ({
  why: words,
  ...(hint !== undefined && { hint }),
  ...(isLasting && { isLasting }),
  ...(isRefusal && { isRefusal }),
});

const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host name is unknown',
};

/**
 * Why a connection came to nothing, for every kind that asks nodes.
 *
 * @param error as a socket, `tls.connect` or a client on top of them had it; its causes are looked through
 * @param at where it was asked: `10.0.0.1:9200`
 */
export function connectionProblem(error: unknown, at: string, timeoutMs?: number): Gap & { code: string | undefined } {
  const { code, message } = error as NodeJS.ErrnoException;
  const tls = tlsProblem(error, at);
  if (tls) return tls;
  if (code === 'ETIMEDOUT' && timeoutMs !== undefined) {
    return { why: `no answer within ${formatDuration(timeoutMs)}`, code };
  }
  const reason = (code === undefined ? undefined : reasons[code]) ?? message;
  return { why: code === undefined || reason.includes(code) ? reason : `${reason} (${code})`, code };
}
