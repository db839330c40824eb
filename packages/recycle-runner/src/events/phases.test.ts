import { describe, expect, it } from '@jest/globals';
import { numberedEvents } from './event-fixtures.ts';
import { endOf, isFailingCheck, phaseOf } from './phases.ts';

const steps = numberedEvents([
  ['instance_started'],
  ['gate_waiting', { phase: 'before', kind: 'kafka' }],
  ['gate_waiting', { phase: 'before', reason: 'in-sync: 2 of 3' }],
  ['gate_passed', { phase: 'before' }],
  ['drain_started'],
  ['recycle_requested'],
  ['recycle_state', { state: 'RECYCLING' }],
  ['recycle_proved'],
  ['gate_waiting', { phase: 'after', passed: 1, count: 12 }],
  ['gate_passed', { phase: 'after' }],
  ['instance_finished'],
]);

describe('phaseOf', () => {
  it('names the phases of a recycle in their order', () =>
    expect(steps.map(phaseOf).filter((phase) => phase !== undefined)).toEqual([
      'check-before',
      'prepare',
      'drain',
      'recycle',
      'reconnect',
      'check-after',
      'finish',
    ]));
});

describe('endOf', () => {
  it('names how an instance ends', () => {
    const ends = numberedEvents([['instance_finished'], ['instance_failed'], ['instance_skipped'], ['gate_passed']]);
    expect(ends.map(endOf)).toEqual(['recycled', 'failed', 'skipped', undefined]);
  });
});

describe('isFailingCheck', () => {
  it('is true for a reason, and false for the start of a wait and for a count', () =>
    expect(steps.filter(isFailingCheck).map(({ counter }) => counter)).toEqual([3]));
});
