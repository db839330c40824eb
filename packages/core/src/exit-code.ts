/** The exit codes of every executable; docs/running.md has the same table. */
export const ExitCode = {
  /** Done, or nothing to do. */
  done: 0,
  /** Started and failed, or a health check failed after the first recycle. */
  failed: 1,
  /** Wrong usage or settings; nothing was changed. */
  usage: 2,
  /** Refused by a finding or a health check; nothing was changed. */
  refused: 3,
  /** Another process holds the lease, or took it over before the first request; nothing was changed. */
  leaseHeld: 4,
  /** Spot (or AWS) is unreachable or refused access; nothing was changed. */
  unreachable: 5,
  /** Stopped on request, after the instance in progress was finished; the others are unchanged. */
  stopped: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
