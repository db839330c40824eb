import { EsgError, ExitCode, type EsgErrorOptions } from '@esg-recycler/core';

/**
 * The outcome of a request that failed. `not-sent`: it was not sent. `refused`: Spot refused it and did nothing.
 * `unknown`: Spot may have accepted it; the caller must read Spot again.
 */
export type RequestOutcome = 'not-sent' | 'refused' | 'unknown';

/** One entry of `response.errors` of Spot. */
export interface ReportedError {
  code: string | null;
  message: string | null;
  field: string | null;
}

export interface SpotErrorOptions extends Omit<EsgErrorOptions, 'exitCode'> {
  outcome: RequestOutcome;
  exitCode?: ExitCode;
  /** Whether the same request can succeed later. */
  transient?: boolean;
  /** HTTP status; absent without a response. */
  status?: number;
  /** Spot's id of the request, for its support. */
  requestId?: string;
  reported?: readonly ReportedError[];
}

/** 5 when nothing was changed; 1 when a change may have been made. */
export const exitCodeFor = (method: string, outcome: RequestOutcome): ExitCode =>
  method !== 'GET' && outcome === 'unknown' ? ExitCode.failed : ExitCode.unreachable;

/** A request to Spot that failed. Message, hint and cause never contain the token. */
export class SpotError extends EsgError {
  readonly outcome: RequestOutcome;
  readonly transient: boolean;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly reported: readonly ReportedError[];

  constructor(message: string, options: SpotErrorOptions) {
    const { outcome, exitCode = ExitCode.unreachable, transient = false, status, requestId, reported = [] } = options;
    super(message, { ...options, exitCode });
    this.outcome = outcome;
    this.transient = transient;
    this.status = status;
    this.requestId = requestId;
    this.reported = reported;
  }
}
