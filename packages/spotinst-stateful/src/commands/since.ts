import { EsgError, ExitCode } from '@esg-recycler/core';

/** @throws EsgError `since-invalid`, exit code 2 */
export function parseSince(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new EsgError(`--since: ${JSON.stringify(text)} is not a time`, {
    code: 'since-invalid',
    exitCode: ExitCode.usage,
    hint: 'Write it as 2025-06-30T11:45:00Z.',
  });
}
