import { createJsonReporter } from './json-reporter.ts';
import { createLiveReporter } from './live-reporter.ts';
import { createPlainReporter } from './plain-reporter.ts';
import type { Reporter } from './reporter.ts';

/** JSON events on stdout for programs; lines on stderr for people, redrawn in place on a terminal. */
export function createReporter({ isJson, isLive }: { isJson: boolean; isLive: boolean }): Reporter {
  if (isJson) return createJsonReporter(process.stdout);
  return isLive ? createLiveReporter(process.stderr) : createPlainReporter(process.stderr);
}
