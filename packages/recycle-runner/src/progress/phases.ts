import { type RecyclerEvent } from '@esg-recycler/core';

/** The phases of an instance, in order. The documentation describes each of them. */
export const phaseNames = [
  'read the cluster',
  'health check before the recycle',
  'prepare and drain',
  'recycle in Spot',
  'verify the new machine',
  'reconnect',
  'health check after the recycle',
] as const;

/** As long as a line of the list has room for. */
export const shortPhaseNames = [
  'read the cluster',
  'check before',
  'prepare and drain',
  'recycle in Spot',
  'verify',
  'reconnect',
  'check after',
] as const satisfies Record<number, string>;

const [read, checkBefore, prepare, recycle, verify, reconnect, checkAfter] = phaseNames.map(
  (_, index) => index + 1,
) as [number, number, number, number, number, number, number];

const starting: Readonly<Record<string, number>> = {
  instance_started: read,
  drain_started: prepare,
  recycle_requested: recycle,
  recycle_proved: reconnect,
};

const isBefore = ({ event_data: { phase } }: RecyclerEvent): boolean => phase === 'before';

/** Whether Spot reports another machine than before, and finished. */
const isNewMachine = ({ event_data: { state, instanceId } }: RecyclerEvent, previous: string | undefined): boolean =>
  state === 'ACTIVE' && typeof instanceId === 'string' && previous !== undefined && instanceId !== previous;

/**
 * The number of the phase that an event of an instance begins or belongs to; undefined for an event that belongs to any.
 *
 * @param previous the id of the machine before the recycle
 */
export function phaseOf(event: RecyclerEvent, previous: string | undefined): number | undefined {
  switch (event.event) {
    case 'gate_waiting':
      return isBefore(event) ? checkBefore : checkAfter;
    case 'gate_passed':
      return isBefore(event) ? prepare : checkAfter;
    case 'recycle_state':
      return isNewMachine(event, previous) ? verify : recycle;
    default:
      return starting[event.event];
  }
}
