import { EsgError, ExitCode } from '@esg-recycler/core';

/** @throws EsgError `stopped`, exit code 130 */
export function checkStop(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new EsgError('Stopped before anything was requested', {
    code: 'stopped',
    exitCode: ExitCode.stopped,
    hint: 'Nothing was changed.',
  });
}
