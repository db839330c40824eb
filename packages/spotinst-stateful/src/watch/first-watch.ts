import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import type { Context } from '../context.ts';
import { hasFinishedRun, unsettledRead } from '../lease/lease-session.ts';
import { settleTime } from './settle.ts';

/**
 * How long the quiet period before the first request is, in milliseconds. Without a record of a finished run, a request
 * without a record may be in progress.
 *
 * @param lease the lease of the sender; absent for a plan
 * @returns undefined when no quiet period is needed
 */
export async function firstWatchMs(
  context: Pick<Context, 'store' | 'apiUrl' | 'requestTimeoutMs'>,
  groups: readonly string[],
  { pollIntervalMs, lease }: { pollIntervalMs: number; lease?: Pick<LeaseToken, 'number'> },
): Promise<number | undefined> {
  const { store } = context;
  const isNeeded = lease
    ? (await unsettledRead(store, groups, lease)) !== undefined
    : !(await hasFinishedRun(store, groups));
  return isNeeded ? settleTime(pollIntervalMs, context) : undefined;
}

/**
 * Refuses a timeout that is not longer than the quiet period.
 *
 * @throws EsgError `timeout-short`, exit code 2
 */
export function checkWatchFits(cluster: string, watchMs: number, timeoutMs: number): void {
  if (timeoutMs > watchMs) return;
  const [given, needed] = [formatDuration(timeoutMs), formatDuration(watchMs)];
  throw new EsgError(
    `--timeout ${given} is too short: this machine has no record of a finished run of cluster ${cluster}, so it must watch the cluster for ${needed} before the first request. Nothing was changed.`,
    {
      code: 'timeout-short',
      exitCode: ExitCode.usage,
      hint: `Set --timeout to more than ${needed}, or leave it out (default: 30m).`,
    },
  );
}
