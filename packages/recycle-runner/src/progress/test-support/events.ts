import type { NumberedEvent } from '../../events/event-log.ts';
import { advance } from '../advance.ts';
import { noProgress, type Progress } from '../progress.ts';

/** For tests: an event so many seconds after 1970. */
export const eventAt = (
  seconds: number,
  name: string,
  ssi?: string,
  event_data: Record<string, unknown> = {},
): NumberedEvent => ({
  uuid: 'u',
  counter: 1,
  created: new Date(seconds * 1000).toISOString(),
  event: name,
  run: 'r1',
  cluster: 'kafka',
  ssi,
  event_data,
});

/** For tests: a plan of so many instances. */
export const planOf = (count: number): NumberedEvent =>
  eventAt(0, 'run_planned', undefined, {
    instances: Array.from({ length: count }, (_, index) => ({
      ssi: `ssi-${index + 1}`,
      address: `10.0.0.${index + 1}`,
      action: 'recycle',
    })),
  });

/** For tests: the progress after these events. */
export const progressAfter = (...events: NumberedEvent[]): Progress => events.reduce<Progress>(advance, noProgress);

const failing = {
  code: 'in-sync-replicas',
  severity: 'block',
  subject: 'cluster',
  message:
    '2 of 120 partitions are under-replicated: orders-3 (out of sync: 2), payments-with-a-rather-long-name-7 (out of sync: 2)',
};
const numbers = [
  { name: 'nodes serving', value: 3, of: 3 },
  { name: 'partitions in sync', value: 118, of: 120 },
];

/** For tests: an instance that was recycled, and whose health check fails. */
export const failingCheck = (ssi: string, at: number): NumberedEvent[] => [
  eventAt(at, 'instance_started', ssi, { stateful: { instanceId: 'i-old' }, check: { count: 12, interval: 10 } }),
  eventAt(at + 2, 'gate_waiting', ssi, { phase: 'before', kind: 'kafka' }),
  eventAt(at + 8, 'gate_passed', ssi, { phase: 'before', kind: 'kafka' }),
  eventAt(at + 9, 'drain_started', ssi),
  eventAt(at + 12, 'recycle_requested', ssi),
  eventAt(at + 15, 'recycle_state', ssi, { state: 'RECYCLING', instanceId: 'i-old' }),
  eventAt(at + 75, 'recycle_state', ssi, { state: 'ACTIVE', instanceId: 'i-new' }),
  eventAt(at + 77, 'recycle_proved', ssi, { after: { instanceId: 'i-new' } }),
  eventAt(at + 90, 'gate_waiting', ssi, { phase: 'after', kind: 'kafka', count: 12 }),
  eventAt(at + 91, 'gate_waiting', ssi, { phase: 'after', reason: 'short', findings: [failing], numbers, count: 12 }),
];

/** For tests: an instance that took so many seconds. */
export const finished = (ssi: string, at: number, seconds: number): NumberedEvent[] => [
  eventAt(at, 'instance_started', ssi, { stateful: { instanceId: 'i-old' } }),
  eventAt(at + seconds, 'instance_finished', ssi, { after: { instanceId: 'i-new' } }),
];
