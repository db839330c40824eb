import { isCount, phrase } from './phrase.ts';
import type { Output, Reporter } from './reporter.ts';

const timeOf = (created: string): string => created.slice(11, 19);

/** One line for each event that people need, for logs and pipes. Times are UTC, as in the record of the run. */
export const createPlainReporter = (output: Output): Reporter => ({
  event: (event) => {
    const words = phrase(event);
    // A log has one line for the wait and one for its end, not one for each check between.
    if (words === undefined || isCount(event)) return;
    output.write(`${[timeOf(event.created), event.ssi, words].filter(Boolean).join('  ')}\n`);
  },
  note: (text) => void output.write(`${text}\n`),
  pause: () => {},
  resume: () => {},
  close: () => {},
});
