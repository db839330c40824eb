import type { EventLog, NumberedEvent } from './event-log.ts';

/** Passes events on while they are written. */
export interface EventFollower {
  /** Passes on what was written until now. */
  pull: () => void;
  /** All events since the last call. */
  take: () => NumberedEvent[];
  stop: () => void;
}

/** @param onEvent called once for every event, in order */
export function followEvents(log: EventLog, onEvent: (event: NumberedEvent) => void, everyMs = 100): EventFollower {
  let collected: NumberedEvent[] = [];
  const pull = (): void => {
    for (const event of log.read()) {
      collected.push(event);
      onEvent(event);
    }
  };
  const timer = setInterval(pull, everyMs).unref();
  return {
    pull,
    take: () => {
      pull();
      const taken = collected;
      collected = [];
      return taken;
    },
    stop: () => {
      clearInterval(timer);
      pull();
    },
  };
}
