import { randomUUID } from 'node:crypto';
import type { EmitEvent } from '@esg-recycler/core';
import type { NumberedEvent } from './event-log.ts';

/** Prints events on stdout before the run has a record. */
export function createEventPrinter(): EmitEvent {
  let counter = 0;
  return (event, subject, data) => {
    counter += 1;
    const created = new Date().toISOString();
    const line: NumberedEvent = { uuid: randomUUID(), created, event, ...subject, event_data: { ...data }, counter };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
}
