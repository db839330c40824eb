import type { ExitCode } from './exit-code.ts';
import type { Finding } from './finding.ts';
import type { ErrorDocument } from './protocol/error-document.ts';
import { runbookOf } from './runbook.ts';

export interface EsgErrorOptions {
  /** A stable, kebab-case name of what happened, for programs: `group-unknown`, `lease-held`. */
  code: string;
  exitCode: ExitCode;
  /** What to do next, one sentence. */
  hint?: string;
  /** The findings that caused the error. */
  findings?: Finding[];
  /** The page that explains it, where neither its code nor its findings name it. */
  runbook?: string;
  cause?: unknown;
}

/**
 * An error that a user can act on. The message states what happened, to what and why; the hint states what to do next.
 * Any other error is a bug and is reported as one.
 */
export class EsgError extends Error {
  override readonly name = 'EsgError';
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly findings: Finding[];
  /** The page that explains it, relative to the root of the repository. */
  readonly runbook: string;

  constructor(message: string, { code, exitCode, hint, findings = [], runbook, cause }: EsgErrorOptions) {
    super(message, { cause });
    this.code = code;
    this.exitCode = exitCode;
    this.hint = hint;
    this.findings = findings;
    this.runbook = runbookOf({ code, runbook, findings });
  }

  /** The error as `--json` prints it. */
  toJSON(): ErrorDocument {
    const { code, message, hint, exitCode, findings, runbook } = this;
    return { code, message, hint, exitCode, runbook, ...(findings.length > 0 && { findings }) };
  }
}
