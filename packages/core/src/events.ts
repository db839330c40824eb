import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/** Who and what an event is about; field names follow ansible-runner's where it has one. */
export interface EventSubject {
  run?: string;
  cluster?: string;
  esg?: string;
  ssi?: string;
  host?: string;
}

export type EventName =
  | 'run_started'
  | 'run_planned'
  | 'instance_started'
  | 'instance_deferred'
  | 'gate_waiting'
  | 'gate_passed'
  | 'drain_started'
  | 'recycle_requested'
  | 'recycle_state'
  | 'recycle_proved'
  | 'instance_skipped'
  | 'instance_finished'
  | 'instance_failed'
  | 'run_held'
  | 'run_finished'
  | 'run_failed';

/** One line of the event file. ansible-runner's own task events use the same fields. */
export interface RecyclerEvent extends EventSubject {
  uuid: string;
  /** When it was written, ISO 8601. */
  created: string;
  event: EventName | (string & {});
  event_data: Record<string, unknown>;
}

export type EmitEvent = (event: EventName, subject: EventSubject, data?: Record<string, unknown>) => void;

/**
 * Appends events to the file that `ESG_RECYCLER_EVENTS` names; does nothing where there is none. A line is one write
 * in append mode, so several processes may share the file. Never throws: that something cannot be told must not end
 * what is being done.
 */
export function createEventWriter(file: string | undefined = process.env['ESG_RECYCLER_EVENTS']): EmitEvent {
  if (!file) return () => {};
  let isTelling = true;
  return (event, subject, event_data = {}) => {
    const line: RecyclerEvent = {
      uuid: randomUUID(),
      created: new Date().toISOString(),
      event,
      ...subject,
      event_data,
    };
    try {
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch (error) {
      if (isTelling) process.stderr.write(`Events are lost: ${(error as Error).message}\n`);
      isTelling = false;
    }
  };
}
