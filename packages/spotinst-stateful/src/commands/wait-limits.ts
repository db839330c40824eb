import { EsgError, ExitCode, parseDuration } from '@esg-recycler/core';
import type { WaitLimits } from '../context.ts';

export interface WaitArguments {
  timeout: string;
  pollInterval: string;
}

/** @throws EsgError `duration-invalid`, exit code 2 */
export function parseWaitLimits({ timeout, pollInterval }: WaitArguments): WaitLimits {
  const pollIntervalMs = parseDuration(pollInterval, '--poll-interval');
  if (pollIntervalMs > 0) return { timeoutMs: parseDuration(timeout, '--timeout'), pollIntervalMs };
  throw new EsgError('--poll-interval 0 is not allowed: it would send requests to Spot without a pause', {
    code: 'duration-invalid',
    exitCode: ExitCode.usage,
    hint: 'Use 1s or more. The default of 5s respects the rate limits of Spot.',
  });
}
