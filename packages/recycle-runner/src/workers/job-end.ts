import { ExitCode } from '@esg-recycler/core';
import type { RunEnd } from '../campaign/run-follower.ts';

/** What becomes of a job when its run has ended. */
export type JobStep =
  /** The campaign gets the result. */
  | 'finish'
  /** The same job later, on any worker. */
  | 'retry'
  /** The same job now, on another worker. */
  | 'give-back';

export interface JobSituation {
  /** Whether this worker was asked to stop. */
  isStopping: boolean;
  /** Whether the campaign asked this job to stop. */
  isRecalled: boolean;
  /** How often the job may still be tried again. */
  retriesLeft: number;
}

/** The lease is held, or the store did not respond before the first request. */
const isBusy = ({ exitCode, error }: RunEnd): boolean =>
  exitCode === ExitCode.leaseHeld || (exitCode === ExitCode.unreachable && error?.code === 'store-unreachable');

/** A failure is never tried again: it stops its wave. */
export function jobStep(end: RunEnd, { isStopping, isRecalled, retriesLeft }: JobSituation): JobStep {
  if (isRecalled) return 'finish';
  if (isStopping && end.exitCode === ExitCode.stopped) return 'give-back';
  return isBusy(end) && retriesLeft > 0 ? 'retry' : 'finish';
}
