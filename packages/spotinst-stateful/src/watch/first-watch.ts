import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import type { Context } from '../context.ts';
import { endedClean, unsettledRead } from '../lease/lease-session.ts';
import { settleTime } from './settle.ts';

/**
 * How long a cluster is watched before the first request, in milliseconds: without a clean end on record, a request that
 * nobody has on record may be under way.
 *
 * @param lease whoever is to send the request; absent where only a plan is made
 * @returns undefined where there is no need of it
 */
export async function firstWatchMs(
  context: Pick<Context, 'store' | 'apiUrl' | 'requestTimeoutMs'>,
  groups: readonly string[],
  { pollIntervalMs, lease }: { pollIntervalMs: number; lease?: Pick<LeaseToken, 'number'> },
): Promise<number | undefined> {
  const { store } = context;
  const isNeeded = lease
    ? (await unsettledRead(store, groups, lease)) !== undefined
    : !(await endedClean(store, groups));
  return isNeeded ? settleTime(pollIntervalMs, context) : undefined;
}

/**
 * Refuses a timeout within which that watch cannot end.
 *
 * @throws EsgError `timeout-short`, exit code 2
 */
export function checkWatchFits(cluster: string, watchMs: number, timeoutMs: number): void {
  if (timeoutMs > watchMs) return;
  const [given, needed] = [formatDuration(timeoutMs), formatDuration(watchMs)];
  throw new EsgError(
    `--timeout ${given} is too short: no clean end of an earlier roll of ${cluster} is on record here, so the cluster is watched for ${needed} before the first request. Nothing was changed.`,
    {
      code: 'timeout-short',
      exitCode: ExitCode.usage,
      hint: `Make it longer than ${needed}, or leave it out for 30m.`,
    },
  );
}
