import type { NumberedEvent } from './event-log.ts';

/** The phases of an instance, in their order. Each starts where the one before ends. */
export const phases = ['check-before', 'prepare', 'drain', 'recycle', 'reconnect', 'check-after', 'finish'] as const;

export type ReportedPhase = (typeof phases)[number];

/** How an instance left its last phase. */
export type InstanceEnd = 'recycled' | 'failed' | 'skipped' | 'deferred';

const ends: Readonly<Record<string, InstanceEnd>> = {
  instance_finished: 'recycled',
  instance_failed: 'failed',
  instance_skipped: 'skipped',
  instance_deferred: 'deferred',
};

/** How the event ends its instance; undefined where the instance continues. */
export const endOf = ({ event }: Pick<NumberedEvent, 'event'>): InstanceEnd | undefined => ends[event];

/** The phase that the event starts; undefined where none starts. */
export function phaseOf({
  event,
  event_data: data,
}: Pick<NumberedEvent, 'event' | 'event_data'>): ReportedPhase | undefined {
  const isAfter = data['phase'] === 'after';
  switch (event) {
    case 'instance_started':
      return 'check-before';
    case 'gate_waiting':
      return isAfter ? 'check-after' : undefined;
    case 'gate_passed':
      return isAfter ? 'finish' : 'prepare';
    case 'drain_started':
      return 'drain';
    case 'recycle_requested':
      return 'recycle';
    case 'recycle_proved':
      return 'reconnect';
    default:
      return undefined;
  }
}

/** A failing health check: it counts the checks that pass otherwise. */
export const isFailingCheck = ({ event, event_data: data }: Pick<NumberedEvent, 'event' | 'event_data'>): boolean =>
  event === 'gate_waiting' && data['reason'] !== undefined;
