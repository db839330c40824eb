/** Something that was looked at and judged, before or while an instance is recycled. */
export interface Finding {
  /** The rule's name, kebab-case; what `--override` takes: `root-persisted`. */
  code: string;
  /** `block`: nothing is touched while it stands. `warn`: shown, and confirmed by the user. */
  severity: 'ok' | 'warn' | 'block';
  /** What it is about: an id or an address. */
  subject: string;
  /** What was seen, with the numbers. */
  message: string;
  /** What to do next. */
  hint?: string;
  /** Where the rule comes from: a page of the vendor's documentation, a proposal, an issue. */
  source?: string;
}

export const blocking = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ severity }) => severity === 'block');

/** Whether something that was read is a finding. */
export function isFinding(value: unknown): value is Finding {
  if (typeof value !== 'object' || value === null) return false;
  const { code, severity, subject, message } = value as Record<string, unknown>;
  return (
    ['ok', 'warn', 'block'].includes(severity as string) &&
    [code, subject, message].every((text) => typeof text === 'string')
  );
}
