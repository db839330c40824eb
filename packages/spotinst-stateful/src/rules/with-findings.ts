import { EsgError, type Finding } from '@esg-recycler/core';

/** The same error with more findings. An error of another class is a bug, and stays unchanged. */
export function withFindings(error: unknown, findings: readonly Finding[]): unknown {
  if (findings.length === 0 || !(error instanceof EsgError)) return error;
  const { message, code, exitCode, hint } = error;
  return new EsgError(message, { code, exitCode, hint, findings: [...error.findings, ...findings], cause: error });
}
