import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { environmentVariables } from './protocol/environment-variables.ts';
import type { EventName, EventPayloads } from './protocol/event-payloads.ts';
import type { TaskEventName, TaskEventPayloads } from './protocol/task-events.ts';

/** The subject of an event. Field names follow ansible-runner's where it has one. */
export interface EventSubject {
  run?: string;
  cluster?: string;
  esg?: string;
  ssi?: string;
  host?: string;
}

type Payloads = EventPayloads & TaskEventPayloads;

/** One line of the event file. ansible-runner's own task events use the same fields. */
export interface RecyclerEvent extends EventSubject {
  uuid: string;
  /** When it happened, ISO 8601. */
  created: string;
  event: EventName | TaskEventName | (string & {});
  event_data: Record<string, unknown>;
}

/** An event of this name, with its payload. */
export type EventOf<Name extends keyof Payloads> = RecyclerEvent & { event: Name; event_data: Payloads[Name] };

/**
 * Whether an event has this name; then its payload has a type. The payload itself is not checked: its writer is
 * trusted.
 */
export const isEvent = <Event extends RecyclerEvent, Name extends keyof Payloads>(
  event: Event,
  name: Name,
): event is Event & EventOf<Name> => event.event === name;

/** Reports an event. The type of the payload depends on the event's name. */
export type EmitEvent = <Name extends EventName>(
  event: Name,
  subject: EventSubject,
  data?: EventPayloads[Name],
) => void;

const newline = 0x0a;

/** A full disk cuts a line in the middle. */
function endsInLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== newline;
}

/** One write, so that several processes can share the file. After a cut line, it begins a new one. */
function appendLine(file: string, line: string): void {
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    appendFileSync(descriptor, `${endsInLine(descriptor) ? '\n' : ''}${line}\n`);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Appends events to the file that `ESG_RECYCLER_EVENTS` names; does nothing without it. A line is one write in append
 * mode, so several processes can share the file. Never throws: a lost event must not stop a recycle.
 */
export function createEventWriter(file: string | undefined = process.env[environmentVariables.events]): EmitEvent {
  if (!file) return () => {};
  let isWritable = true;
  return (event, subject, data) => {
    const line: RecyclerEvent = {
      uuid: randomUUID(),
      created: new Date().toISOString(),
      event,
      ...subject,
      event_data: { ...data },
    };
    try {
      appendLine(file, JSON.stringify(line));
    } catch (error) {
      if (isWritable) process.stderr.write(`Cannot write events: ${(error as Error).message}\n`);
      isWritable = false;
    }
  };
}
