/** How long a remote store may take; milliseconds. */
export interface RemoteLimits {
  /** Until the first reply after the start. */
  connectMs: number;
  /** How long the server may be away later on: as long as a lease runs by default. */
  waitMs: number;
  /** One attempt. */
  attemptMs: number;
}

export const remoteLimits: RemoteLimits = { connectMs: 5000, waitMs: 120_000, attemptMs: 5000 };
