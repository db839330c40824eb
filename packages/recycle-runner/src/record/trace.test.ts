import { describe, expect, it } from '@jest/globals';
import type { NumberedEvent } from '../events/event-log.ts';
import { traceOf, withTrace } from './trace.ts';

let counter = 0;
const at = (second: number): string => new Date(Date.UTC(2026, 10, 23, 7, 0, second)).toISOString();
const event = (
  second: number,
  name: string,
  event_data: Record<string, unknown> = {},
  ssi = 'ssi-1',
): NumberedEvent => ({
  uuid: String(++counter),
  counter,
  created: at(second),
  event: name,
  ssi,
  event_data,
});
const spans = (events: NumberedEvent[]): string[] =>
  traceOf(events, 'ssi-1').phases.map(({ name, startedAt, finishedAt, failed }) =>
    [name, Date.parse(startedAt) - Date.parse(at(0)), Date.parse(finishedAt) - Date.parse(at(0)), failed && 'failed']
      .filter((part) => part !== undefined)
      .map((part) => (typeof part === 'number' ? part / 1000 : part))
      .join(' '),
  );

describe('traceOf', () => {
  it('divides the work on an instance into phases', () => {
    const events = [
      event(0, 'instance_started'),
      event(1, 'gate_waiting', { phase: 'before', kind: 'kafka' }),
      event(5, 'gate_passed', { phase: 'before', kind: 'kafka' }),
      event(6, 'drain_started'),
      event(7, 'cluster_marked', { seconds: 150 }),
      event(8, 'gate_passed', { phase: 'before', kind: 'kafka' }),
      event(9, 'recycle_requested'),
      event(10, 'recycle_state', { state: 'RECYCLING' }, 'ssi-2'),
      event(20, 'recycle_proved'),
      event(22, 'gate_waiting', { phase: 'after' }),
      event(30, 'gate_passed', { phase: 'after' }),
      event(31, 'instance_finished'),
    ];
    expect(spans(events)).toEqual([
      'check-before 0 5',
      'prepare 5 6',
      'drain 6 7',
      'quiet 7 9',
      'recycle 9 20',
      'reconnect 20 22',
      'check-after 22 30',
      'finish 30 31',
    ]);
  });

  it('marks the phase in which the instance failed', () =>
    expect(spans([event(0, 'instance_started'), event(4, 'instance_failed')])).toEqual(['check-before 0 4 failed']));

  it('ends a phase in progress at the last event', () =>
    expect(spans([event(0, 'recycle_requested'), event(7, 'recycle_state')])).toEqual(['recycle 0 7']));

  it('has no check before a recycle that an earlier run requested', () =>
    expect(
      spans([event(0, 'instance_started'), event(3, 'gate_passed', { phase: 'after' }), event(4, 'instance_finished')]),
    ).toEqual(['finish 0 4']));

  it('keeps the results of the checks with their numbers', () => {
    const waiting = (second: number, data: Record<string, unknown>) =>
      event(second, 'gate_waiting', { phase: 'after', ...data });
    const { checks } = traceOf(
      [
        waiting(1, { kind: 'kafka' }),
        waiting(2, { reason: '3 under-replicated partitions' }),
        waiting(3, { reason: '1 under-replicated partition' }),
        waiting(4, { passed: 1, count: 3 }),
        waiting(5, { passed: 2, count: 3 }),
        event(6, 'gate_passed', { phase: 'after', findings: [{ code: 'c', severity: 'warn', message: 'slow' }] }),
      ],
      'ssi-1',
    );
    expect(checks).toEqual([
      { phase: 'after', result: 'failing', at: at(2), reason: '3 under-replicated partitions' },
      { phase: 'after', result: 'failing', at: at(3), reason: '1 under-replicated partition' },
      { phase: 'after', result: 'passing', at: at(4), until: at(5), passed: 2, count: 3 },
      { phase: 'after', result: 'passed', at: at(6), reason: 'c: slow' },
    ]);
  });

  it('keeps a bounded number of failing checks', () => {
    const events = Array.from({ length: 500 }, (_, n) =>
      event(n % 60, 'gate_waiting', { phase: 'after', reason: `${n}` }),
    );
    const { checks } = traceOf(events, 'ssi-1');
    expect([checks.length, checks[0]?.reason, checks.at(-1)?.reason]).toEqual([40, '0', '499']);
  });
});

describe('withTrace', () => {
  it('adds an attempt to the earlier ones', () => {
    const first = traceOf([event(0, 'instance_started'), event(1, 'instance_deferred')], 'ssi-1');
    expect(withTrace(first, first).phases).toHaveLength(2);
  });
});
