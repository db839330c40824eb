import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { RecyclerEvent } from '@esg-recycler/core';

/** An event as the runner hands it on: numbered, and naming the run that it belongs to, where there is one. */
export type NumberedEvent = RecyclerEvent & { counter: number };

export interface EventLog {
  /** What was appended since the last call. A line that is still being written is left for the next. */
  read: () => NumberedEvent[];
}

const isEvent = (value: unknown): value is RecyclerEvent =>
  typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string';

function parse(line: string): RecyclerEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? { ...value, event_data: value.event_data ?? {} } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the event file of a run as it grows. Whatever is not an event is passed over: the file belongs to several
 * programs, and a torn line must not end a roll. Nor must a file that somebody deletes: what was told is lost then.
 */
export function createEventLog(file: string, subject: Pick<RecyclerEvent, 'run' | 'cluster'>): EventLog {
  const chunk = Buffer.alloc(64 * 1024);
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);
  let counter = 0;

  const append = (): void => {
    if (!existsSync(file)) return;
    const descriptor = openSync(file, 'r');
    try {
      for (let size: number; (size = readSync(descriptor, chunk, 0, chunk.length, position)) > 0; position += size) {
        rest = Buffer.concat([rest, chunk.subarray(0, size)]);
      }
    } finally {
      closeSync(descriptor);
    }
  };

  return {
    read: () => {
      append();
      const end = rest.lastIndexOf('\n') + 1;
      const lines = rest.subarray(0, end).toString('utf8').split('\n');
      rest = rest.subarray(end);
      return lines.flatMap((line) => {
        const event = parse(line);
        return event ? [{ ...subject, ...event, counter: ++counter }] : [];
      });
    },
  };
}
