/** How long a remote store may take; milliseconds. */
export interface RemoteLimits {
  /** How long the server may be away where no lease is at stake: at the start, and for a command that only reads. */
  graceMs: number;
  /** One attempt. */
  attemptMs: number;
  /** Until when a lease may run if the server has been away since then; both by `performance.now()`. */
  leaseEnd?: (awaySince: number) => number;
}

export const remoteLimits: RemoteLimits = { graceMs: 5000, attemptMs: 5000 };
