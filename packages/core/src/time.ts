import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';

/**
 * Reads a time in ISO 8601, as `--since` takes it.
 *
 * @param name the option or setting, for the error message: `--since`
 * @returns milliseconds since 1970; undefined for undefined
 * @throws EsgError `since-invalid`, exit code 2
 */
export function parseTime(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new EsgError(`${name}: ${JSON.stringify(text)} is not a time`, {
    code: 'since-invalid',
    exitCode: ExitCode.usage,
    hint: 'Write it as 2026-11-23T07:00:00Z.',
  });
}
