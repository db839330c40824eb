/** What a response reported about the rate limit. */
export interface LimitReport {
  status: number;
  /** Requests that remain in the window. Undefined: not reported. */
  remaining?: number;
  /** Until the oldest request of the window expires; for a 429, until a request is allowed. */
  resetMs?: number;
}

/**
 * `ticket`: the request may go, and its response must be reported. `waitMs`: request admission again after this time;
 * `isBlocked`: the last response was a 429.
 */
type Admission = { ticket: string } | { waitMs: number; isBlocked: boolean };

/**
 * A rate limit that processes on several machines share. No method rejects and none waits long: without the server,
 * every request is admitted, and each process has only its own limiter.
 */
export interface SharedLimit {
  /** @param bucket what is counted together, such as the API and a route */
  admit(bucket: string): Promise<Admission>;
  /** @param report undefined: the request was not sent, or has no response */
  report(bucket: string, ticket: string, report?: LimitReport): Promise<void>;
}
