import type { Output, Reporter } from './reporter.ts';

/** Every event as one line of JSON, for programs. */
export const createJsonReporter = (output: Output): Reporter => ({
  event: (event) => void output.write(`${JSON.stringify(event)}\n`),
  note: () => {},
  pause: () => {},
  resume: () => {},
  close: () => {},
});
