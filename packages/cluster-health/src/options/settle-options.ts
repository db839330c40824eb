import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Kind } from '../kind/kind.ts';
import { describeProblem, keysAt } from './options-problem.ts';

/** Wrong options, which may hold passwords: neither message nor hint tells a value. */
export const optionsInvalid = (message: string, hint: string): EsgError =>
  new EsgError(message, { code: 'options-invalid', exitCode: ExitCode.usage, hint });

/**
 * Checks the options of a kind, and fills in what is not said.
 *
 * @param document `esg_recycle_health_options`, as the user gave them
 * @throws EsgError `options-invalid`, exit code 2
 */
export function settleOptions<Options>(kind: Kind<Options>, document: unknown): Options {
  const given = document ?? {};
  const parsed = kind.options.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => describeProblem(issue, given, kind.options));
  throw optionsInvalid(
    `The options of ${kind.name} are not right: ${problems.join('; ')}`,
    `It takes ${keysAt(kind.options).join(', ')}; docs/gates.md explains them.`,
  );
}
