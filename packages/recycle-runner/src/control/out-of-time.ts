import { EsgError, ExitCode } from '@esg-recycler/core';

/** The end of a run by `--stop-after`. */
export const outOfTime = (reason: string): EsgError =>
  new EsgError(`Stopped: ${reason}`, {
    code: 'out-of-time',
    exitCode: ExitCode.stopped,
    hint: 'Run the same command again to recycle the rest.',
  });

/** @throws EsgError `out-of-time`, exit code 130, once the time of `--stop-after` is over */
export function refuseAfter(startedAt: Date, stopAfterMs: number | undefined): void {
  if (stopAfterMs === undefined || Date.now() < startedAt.getTime() + stopAfterMs) return;
  throw outOfTime('the time of --stop-after is over');
}
