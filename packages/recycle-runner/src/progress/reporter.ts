import type { NumberedEvent } from '../events/event-log.ts';

/** How a roll is followed while it runs. */
export interface Reporter {
  event: (event: NumberedEvent) => void;
  /** A word from the runner itself, such as what a Ctrl-C does now. */
  note: (text: string) => void;
  /** Leaves the terminal as it should be. */
  close: () => void;
}

/** Where lines go. */
export interface Output {
  write: (text: string) => unknown;
}
