import { stopwatch } from '@esg-recycler/core';
import type { Context } from '../context.ts';

/** @param isOutOfDate whether the caller knows that the last check no longer counts */
export type RepeatCheck = (isOutOfDate: boolean) => Promise<void>;

/**
 * The check of the cluster that was made before, to be repeated before a request. Like what the guard has read, it counts
 * for the time of one request.
 *
 * @param checkAgain throws when the cluster may no longer be changed
 */
export function repeatCheck(
  { clock, requestTimeoutMs }: Pick<Context, 'clock' | 'requestTimeoutMs'>,
  checkAgain: (() => Promise<void>) | undefined,
): RepeatCheck {
  let age = stopwatch(clock);
  return async (isOutOfDate) => {
    if (!checkAgain || (!isOutOfDate && age() <= requestTimeoutMs)) return;
    await checkAgain();
    age = stopwatch(clock);
  };
}
