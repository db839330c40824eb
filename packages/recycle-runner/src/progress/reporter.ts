import type { NumberedEvent } from '../events/event-log.ts';

/** Shows the progress of a roll. */
export interface Reporter {
  event: (event: NumberedEvent) => void;
  /** Shows a message of the runner itself, such as the effect of Ctrl-C. */
  note: (text: string) => void;
  /** Leaves the terminal to a question, and takes it back. */
  pause: () => void;
  resume: () => void;
  /** Restores the terminal. */
  close: () => void;
}

export interface ReporterOptions {
  /** The durations of instances in earlier runs of the cluster, in milliseconds: for the estimate. */
  earlier?: readonly number[];
  now?: () => number;
}

/** Anything that lines can be written to. */
export interface Output {
  write: (text: string) => unknown;
}
