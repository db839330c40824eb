import type { EventLog, NumberedEvent } from './event-log.ts';

/** Tells events on while they are written. */
export interface EventFollower {
  /** Everything since the last call, up to this moment. */
  take: () => NumberedEvent[];
  stop: () => void;
}

/** @param tell called once for every event, in their order */
export function followEvents(log: EventLog, tell: (event: NumberedEvent) => void, everyMs = 100): EventFollower {
  let collected: NumberedEvent[] = [];
  const pull = (): void => {
    for (const event of log.read()) {
      collected.push(event);
      tell(event);
    }
  };
  const timer = setInterval(pull, everyMs).unref();
  return {
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
