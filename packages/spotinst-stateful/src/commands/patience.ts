import { EsgError, ExitCode, parseDuration } from '@esg-recycler/core';
import type { Patience } from '../context.ts';

export interface PatienceArguments {
  timeout: string;
  pollInterval: string;
}

/** @throws EsgError `duration-invalid`, exit code 2 */
export function parsePatience({ timeout, pollInterval }: PatienceArguments): Patience {
  const pollIntervalMs = parseDuration(pollInterval, '--poll-interval');
  if (pollIntervalMs > 0) return { timeoutMs: parseDuration(timeout, '--timeout'), pollIntervalMs };
  throw new EsgError('--poll-interval: 0 would ask Spot without a pause', {
    code: 'duration-invalid',
    exitCode: ExitCode.usage,
    hint: 'The default of 5s suits the rate limits of Spot.',
  });
}
