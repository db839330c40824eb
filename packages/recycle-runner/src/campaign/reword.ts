import { EsgError } from '@esg-recycler/core';

/** The same error with another message or hint. */
export function reword(error: EsgError, { message, hint }: { message?: string; hint?: string }): EsgError {
  const { code, exitCode, findings } = error;
  return new EsgError(message ?? error.message, { code, exitCode, findings, hint: hint ?? error.hint, cause: error });
}
