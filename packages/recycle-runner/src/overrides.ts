import { EsgError, ExitCode } from '@esg-recycler/core';
import type { LedgerOverride } from '@esg-recycler/esg-store';

/**
 * Reads `RULE=REASON`, as `--override` takes it. Which rules there are, and which of them may be overridden, only the
 * gate of the cluster knows: it refuses the rest before anything is touched.
 *
 * @throws EsgError `override-invalid`, exit code 2
 */
export const parseOverrides = (texts: readonly string[]): LedgerOverride[] =>
  texts.map((text) => {
    const [, rule, reason] = /^([a-z][a-z0-9-]*)=\s*(\S.*?)\s*$/s.exec(text) ?? [];
    if (rule !== undefined && reason !== undefined) return { rule, reason };
    throw new EsgError(`--override ${JSON.stringify(text)} does not name a rule and a reason`, {
      code: 'override-invalid',
      exitCode: ExitCode.usage,
      hint: "Write --override 'RULE=why this is acceptable here', with the name of a rule of docs/gates.md.",
    });
  });
