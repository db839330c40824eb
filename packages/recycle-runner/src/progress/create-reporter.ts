import { createJsonReporter } from './json-reporter.ts';
import { createPlainReporter } from './plain-reporter.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/** How a run shows its progress. */
export type ProgressForm = 'live' | 'plain' | 'json';

interface FormOptions {
  isJson: boolean;
  /** The user wants lines. */
  isPlain: boolean;
  isTerminal: boolean;
}

/** A view in place needs a terminal that can move its cursor, and a person in front of it. */
export function progressForm(
  { isJson, isPlain, isTerminal }: FormOptions,
  { CI = '', TERM = '' }: Readonly<Record<string, string | undefined>> = process.env,
): ProgressForm {
  if (isJson) return 'json';
  const isCi = CI !== '' && CI !== 'false' && CI !== '0';
  return isTerminal && !isPlain && !isCi && TERM !== 'dumb' ? 'live' : 'plain';
}

/** JSON events on stdout for programs; on stderr a view or lines for people. */
export async function createReporter(form: ProgressForm, options: ReporterOptions = {}): Promise<Reporter> {
  if (form === 'json') return createJsonReporter(process.stdout);
  if (form === 'plain') return createPlainReporter(process.stderr, options);
  const { createLiveReporter } = await import('./live-reporter.ts');
  return createLiveReporter(process.stderr, options);
}
