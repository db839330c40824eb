import { formatDuration } from '@esg-recycler/core';
import type { NumberedEvent } from '../events/event-log.ts';
import { advance } from './advance.ts';
import { estimate, estimateText } from './estimate.ts';
import { lineOf } from './line.ts';
import { isCount, phrase } from './phrase.ts';
import { noProgress, type Progress, tallyOf } from './progress.ts';
import type { Output, Reporter, ReporterOptions } from './reporter.ts';

/** `2/5`: the number of the instance in the order in which they started, of all that are recycled. */
function placeOf(progress: Progress, ssi: string): string | undefined {
  const place = progress.started.indexOf(ssi) + 1;
  return place === 0 ? undefined : `${place}/${Math.max(place, tallyOf(progress).total)}`;
}

/** How long a finished instance took, and what is left. */
function tail(progress: Progress, { event, ssi, created }: NumberedEvent, earlier: readonly number[]): string {
  if (event !== 'instance_finished') return '';
  const { startedAt, endedAt } = progress.instances.find((one) => one.ssi === ssi) ?? {};
  const left = estimate(progress, earlier, Date.parse(created));
  const took =
    startedAt === undefined || endedAt === undefined
      ? ''
      : ` in ${formatDuration(Math.max(1000, endedAt - startedAt))}`;
  return `${took}${left ? `, ${estimateText(left)}` : ''}`;
}

/** One line for each event that people need, for logs and pipes. */
export function createPlainReporter(output: Output, { earlier = [] }: ReporterOptions = {}): Reporter {
  let progress = noProgress;
  return {
    event: (event) => {
      progress = advance(progress, event);
      const words = phrase(event);
      // A log has one line for the wait and one for its end, not one for each check between.
      if (words === undefined || isCount(event)) return;
      const place = event.ssi === undefined ? undefined : placeOf(progress, event.ssi);
      output.write(`${lineOf(event, words + tail(progress, event, earlier), place)}\n`);
    },
    note: (text) => void output.write(`${text}\n`),
    pause: () => {},
    resume: () => {},
    close: () => {},
  };
}
