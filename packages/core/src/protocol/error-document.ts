import { type Finding, isFinding } from '../finding.ts';

/** An error as `--json` prints it, below `error`. Executables and plugins exchange errors in this form. */
export interface ErrorDocument {
  /** A stable, kebab-case name of what happened, for programs. */
  code: string;
  /** What happened, to what and why, in one sentence. */
  message: string;
  /** What to do next. */
  hint?: string;
  exitCode: number;
  /** The page that explains the code, relative to the root of the repository. */
  runbook?: string;
  /** The findings that caused the error; absent where there are none. */
  findings?: Finding[];
}

/** Whether a value from another process is an error in this form. */
export function isErrorDocument(value: unknown): value is ErrorDocument {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message, hint, exitCode, runbook, findings } = value as Record<string, unknown>;
  return (
    typeof code === 'string' &&
    typeof message === 'string' &&
    (hint === undefined || typeof hint === 'string') &&
    typeof exitCode === 'number' &&
    (runbook === undefined || typeof runbook === 'string') &&
    (findings === undefined || (Array.isArray(findings) && findings.every(isFinding)))
  );
}
