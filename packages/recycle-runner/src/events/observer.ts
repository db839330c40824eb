import type { NumberedEvent } from './event-log.ts';

/** Reports the events of a run elsewhere. It never throws, and never delays the run. */
export interface RunObserver {
  event: (event: NumberedEvent) => void;
  /** Sends what is left. Resolves in bounded time, whatever the other side does. */
  close: () => Promise<void>;
}

/** Prints one line for people. It must contain no secret. */
export type ReportWarning = (line: string) => void;
