import { didYouMean, EsgError, ExitCode } from '@esg-recycler/core';
import type { Rule } from './rule.ts';

/** The rules that a user speaks for, by name, each with the reason that goes on record. */
export type Overrides = ReadonlyMap<string, string>;

const refuse = (message: string, hint: string): never => {
  throw new EsgError(message, { code: 'override-invalid', exitCode: ExitCode.usage, hint });
};

/**
 * Reads `RULE=REASON`. Only rules that can find what no waiting heals may be overridden: one-replica partitions, a
 * single node. Whatever may still become whole is waited for.
 *
 * @throws EsgError `override-invalid`, exit code 2
 */
export function parseOverrides(texts: readonly string[], rules: readonly Rule<never>[]): Overrides {
  const names = rules.filter(({ isOverridable }) => isOverridable).map(({ code }) => code);
  return new Map(
    texts.map((text) => {
      const [, code = text, reason = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
      if (!names.includes(code)) {
        const known = names.length > 0 ? `Rules that can be: ${names.join(', ')}.` : 'None of its rules can be.';
        refuse(`--override ${code}: no rule of that name can be overridden`, (didYouMean(code, names) || known).trim());
      }
      if (!reason.trim()) {
        refuse(`--override ${code}: the reason is missing`, `Write --override '${code}=why this is acceptable here'.`);
      }
      return [code, reason.trim()];
    }),
  );
}
