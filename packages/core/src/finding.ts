/** The result of one check, before or while an instance is recycled. */
export interface Finding {
  /** The rule's name, kebab-case; what `--override` takes: `root-persisted`. */
  code: string;
  /** `block`: nothing is changed while the finding applies. `warn`: shown, and the user confirms it. */
  severity: 'ok' | 'warn' | 'block';
  /** The id or the address that the finding is about. */
  subject: string;
  /** What was found, with the numbers. */
  message: string;
  /** What to do next. */
  hint?: string;
  /** The source of the rule: a page of the vendor's documentation, a proposal, an issue. */
  source?: string;
  /** The page that explains it, where that is not the one of its code in docs/runbooks. */
  runbook?: string;
}

export const blocking = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ severity }) => severity === 'block');

/** Whether a value from another process is a finding. */
export function isFinding(value: unknown): value is Finding {
  if (typeof value !== 'object' || value === null) return false;
  const { code, severity, subject, message } = value as Record<string, unknown>;
  return (
    ['ok', 'warn', 'block'].includes(severity as string) &&
    [code, subject, message].every((text) => typeof text === 'string')
  );
}
