/** What an executable's exit code means; the same table for every executable (docs/running.md). */
export const ExitCode = {
  /** Done, or nothing to do. */
  done: 0,
  /** Something was started and failed, or a gate held after the first recycle. */
  failed: 1,
  /** Wrong usage or settings; nothing was touched. */
  usage: 2,
  /** Refused by a finding or a gate; nothing was touched. */
  refused: 3,
  /** Another process holds the lease, or took it over before anything was requested; nothing was touched. */
  leaseHeld: 4,
  /** Spot (or AWS) could not be reached or refused the credentials; nothing was touched. */
  unreachable: 5,
  /** Stopped on request: the instance in progress was finished, the rest left alone. */
  stopped: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
