import { EsgError, ExitCode } from '@esg-recycler/core';
import { pageOf } from '../kind/documentation.ts';
import type { Kind } from '../kind/kind.ts';
import { describeProblem, keysAt } from './options-problem.ts';

/** The error for invalid options. Options may contain passwords, so the message and the hint must contain no value. */
export const optionsInvalid = (message: string, hint: string): EsgError =>
  new EsgError(message, { code: 'options-invalid', exitCode: ExitCode.usage, hint });

/**
 * Validates the options of a kind and fills in the defaults.
 *
 * @param document the value of `esg_recycle_health_options`
 * @throws EsgError `options-invalid`, exit code 2
 */
export function settleOptions<Options>(kind: Kind<Options>, document: unknown): Options {
  const given = document ?? {};
  const parsed = kind.options.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => describeProblem(issue, given, kind.options));
  throw optionsInvalid(
    `Invalid options of the health check ${kind.name}: ${problems.join('; ')}`,
    `Options of ${kind.name}: ${keysAt(kind.options).join(', ')}. See ${pageOf(kind.name)}`,
  );
}
