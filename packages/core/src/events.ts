import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { environmentVariables } from './protocol/environment-variables.ts';
import type { EventName, EventPayloads } from './protocol/event-payloads.ts';
import type { TaskEventName, TaskEventPayloads } from './protocol/task-events.ts';

/** Who and what an event is about; field names follow ansible-runner's where it has one. */
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

/** An event of this name, with what it tells. */
export type EventOf<Name extends keyof Payloads> = RecyclerEvent & { event: Name; event_data: Payloads[Name] };

/**
 * Whether an event has this name; its payload is typed then. Who wrote it is believed: what a payload holds is not
 * looked at.
 */
export const isEvent = <Event extends RecyclerEvent, Name extends keyof Payloads>(
  event: Event,
  name: Name,
): event is Event & EventOf<Name> => event.event === name;

/** Tells of an event. What a payload must hold depends on the event's name. */
export type EmitEvent = <Name extends EventName>(
  event: Name,
  subject: EventSubject,
  data?: EventPayloads[Name],
) => void;

/**
 * Appends events to the file that `ESG_RECYCLER_EVENTS` names; does nothing where there is none. A line is one write
 * in append mode, so several processes may share the file. Never throws: that something cannot be told must not end
 * what is being done.
 */
export function createEventWriter(file: string | undefined = process.env[environmentVariables.events]): EmitEvent {
  if (!file) return () => {};
  let isTelling = true;
  return (event, subject, data) => {
    const line: RecyclerEvent = {
      uuid: randomUUID(),
      created: new Date().toISOString(),
      event,
      ...subject,
      event_data: { ...data },
    };
    try {
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch (error) {
      if (isTelling) process.stderr.write(`Events are lost: ${(error as Error).message}\n`);
      isTelling = false;
    }
  };
}
