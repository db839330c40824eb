import type { NumberedEvent } from '../events/event-log.ts';
import type { Output, Reporter } from './reporter.ts';

const isError = ({ event }: NumberedEvent): boolean => event === 'instance_failed' || event === 'run_failed';

/** Something waits for a reason that may need a person. */
const isWarning = ({ event, event_data: { reason, error } }: NumberedEvent): boolean =>
  (event === 'gate_waiting' && reason !== undefined) || (event === 'recycle_state' && error !== undefined);

const severityOf = (event: NumberedEvent): 'info' | 'warning' | 'error' =>
  isError(event) ? 'error' : isWarning(event) ? 'warning' : 'info';

/** Every event as one line of JSON, for programs: with its severity, and the seconds since the first event. */
export function createJsonReporter(output: Output): Reporter {
  let first: number | undefined;
  return {
    event: (event) => {
      const at = Date.parse(event.created);
      first ??= at;
      const line = { ...event, elapsed: (at - first) / 1000, severity: severityOf(event) };
      output.write(`${JSON.stringify(line)}\n`);
    },
    note: () => {},
    pause: () => {},
    resume: () => {},
    close: () => {},
  };
}
