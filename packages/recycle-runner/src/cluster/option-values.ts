import { EsgError, ExitCode, parseDuration } from '@esg-recycler/core';

/** @throws EsgError exit code 2: `duration-invalid` */
export function positiveDuration(text: string, name: string): number {
  const ms = parseDuration(text, name);
  if (ms > 0) return ms;
  throw new EsgError(`${name} must be greater than 0`, {
    code: 'duration-invalid',
    exitCode: ExitCode.usage,
    hint: 'Leave it out to use the default.',
  });
}
