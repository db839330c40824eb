import { z } from 'zod';
import { list, number, text } from './wire.ts';

/** A deployment of a group: `starting`, `in_progress`, `finished`, `stopped`, `failed`, … (always lower case here). */
export const roll = z
  .object({
    id: z.string().min(1),
    status: text,
    progress: z.object({ value: number }).nullish(),
    currentBatch: number,
    numOfBatches: number,
    numberOfBatches: number,
    createdAt: text,
    updatedAt: text,
  })
  .transform(({ status, progress, numberOfBatches, ...rest }) => ({
    ...rest,
    status: status?.toLowerCase() ?? null,
    /** Percent. */
    progress: progress?.value ?? null,
    numOfBatches: rest.numOfBatches ?? numberOfBatches,
  }));

export type Roll = z.infer<typeof roll>;

const subEvent = z.looseObject({ type: text });

/** An event of a group: Create, Update, Scale, DetachInstances, InstanceReplacement, … */
export const activityEvent = z.object({
  eventType: text,
  createdAt: text,
  /** Documented as an object, sent as a list. */
  subEvents: z.union([list(subEvent), subEvent.transform((one) => [one])]),
});

export type ActivityEvent = z.infer<typeof activityEvent>;

/** A line of a group's log, which has the reason for an ERROR state. `severity`: DEBUG, INFO, WARN, ERROR. */
export const logEntry = z.object({ message: text, severity: text, createdAt: text });

export type LogEntry = z.infer<typeof logEntry>;
