import type { Finding } from './finding.ts';

/** The page that explains an error or a finding, relative to the root of the repository. */
export const runbookOf = ({ code, runbook, findings = [] }: Pick<Finding, 'code' | 'runbook'> & Explained): string =>
  runbook ??
  findings.find((finding) => finding.code === code && finding.runbook)?.runbook ??
  `docs/runbooks/${code}.md`;

interface Explained {
  /** The findings behind an error: a rule of a health check has a page of its own. */
  findings?: readonly Finding[];
}
