import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { RecyclerEvent } from '@esg-recycler/core';

/** An event with its number and, if there is one, its run. */
export type NumberedEvent = RecyclerEvent & { counter: number };

export interface EventLog {
  /** The events since the last call. An incomplete line waits for the next call. */
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
 * Reads the event file of a run as it grows. Lines that are not events are skipped, because several programs write to the
 * file and a broken line must not end a roll. A deleted file must not end it either; its events are lost.
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
