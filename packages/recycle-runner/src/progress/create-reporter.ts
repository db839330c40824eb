import { createJsonReporter } from './json-reporter.ts';
import { createLiveReporter } from './live-reporter.ts';
import { createPlainReporter } from './plain-reporter.ts';
import type { Reporter } from './reporter.ts';

/** Events for programs on stdout; for people on stderr, drawn in place at a terminal and line by line elsewhere. */
export function createReporter({ isJson, isLive }: { isJson: boolean; isLive: boolean }): Reporter {
  if (isJson) return createJsonReporter(process.stdout);
  return isLive ? createLiveReporter(process.stderr) : createPlainReporter(process.stderr);
}
