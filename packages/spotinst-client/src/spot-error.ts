import { EsgError, ExitCode, type EsgErrorOptions } from '@esg-recycler/core';

/**
 * What became of a request that failed. `not-sent`: it never left. `refused`: Spot said no and did nothing.
 * `unknown`: it may have been accepted; only reading Spot again can tell.
 */
export type RequestOutcome = 'not-sent' | 'refused' | 'unknown';

/** One entry of `response.errors`, as Spot wrote it. */
export interface ReportedError {
  code: string | null;
  message: string | null;
  field: string | null;
}

export interface SpotErrorOptions extends Omit<EsgErrorOptions, 'exitCode'> {
  outcome: RequestOutcome;
  exitCode?: ExitCode;
  /** Whether the same request may succeed a little later. */
  transient?: boolean;
  /** HTTP status, where there was an answer. */
  status?: number;
  /** Spot's id of the request: what its support asks for. */
  requestId?: string;
  reported?: readonly ReportedError[];
}

/** 5, for nothing was touched; 1 after a change that may have been made. */
export const exitCodeFor = (method: string, outcome: RequestOutcome): ExitCode =>
  method !== 'GET' && outcome === 'unknown' ? ExitCode.failed : ExitCode.unreachable;

/** A request to Spot that failed. Neither message nor hint nor cause ever holds the token. */
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
