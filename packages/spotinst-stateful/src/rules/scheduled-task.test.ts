import { describe, expect, it } from '@jest/globals';
import { nextRun, scheduleOf, type Task } from './scheduled-task.ts';

const taskOf = (fields: Partial<Task>): Task => ({ taskType: 'statefulRecycle', isEnabled: true, ...fields });
const from = Date.parse('2026-11-23T10:00:00.000Z'); // a Monday

describe('nextRun', () => {
  it.each<[string, Partial<Task>, string]>([
    ['a cron expression', { cronExpression: '30 16 * * 1-5' }, '2026-11-23T16:30:00.000Z'],
    ['a cron expression that matches this minute', { cronExpression: '0 10 * * *' }, '2026-11-23T10:00:00.000Z'],
    ['a cron expression on Sundays', { cronExpression: ' 0 1 * * 0 ' }, '2026-11-29T01:00:00.000Z'],
    [
      'a cron expression with a future start time',
      { cronExpression: '0 1 * * *', startTime: '2026-12-01T00:00:00Z' },
      '2026-12-01T01:00:00.000Z',
    ],
    [
      'a cron expression with a past start time',
      { cronExpression: '0 1 * * *', startTime: '2018-05-23T10:55:09Z' },
      '2026-11-24T01:00:00.000Z',
    ],
    ['hours', { frequency: 'hourly', startTime: '2018-05-23T10:55:09Z' }, '2026-11-23T10:55:09.000Z'],
    ['days', { frequency: 'daily', startTime: '2018-05-23T09:00:00Z' }, '2026-11-24T09:00:00.000Z'],
    ['weeks', { frequency: 'weekly', startTime: '2026-11-16T10:00:00Z' }, '2026-11-23T10:00:00.000Z'],
    [
      'weeks with a future start time',
      { frequency: 'weekly', startTime: '2027-01-01T00:00:00Z' },
      '2027-01-01T00:00:00.000Z',
    ],
    ['only a start time', { startTime: '2026-11-23T12:00:00.000+0000' }, '2026-11-23T12:00:00.000Z'],
  ])('reads %s', (_, fields, expected) => {
    const next = nextRun(taskOf(fields), from);
    expect(typeof next === 'number' ? new Date(next).toISOString() : next).toBe(expected);
  });

  it('is never for only a past start time', () =>
    expect(nextRun(taskOf({ startTime: '2026-11-23T09:59:59Z' }), from)).toBe('never'));

  it.each<[string, Partial<Task>]>([
    ['no schedule', {}],
    ['a schedule of nulls', { cronExpression: null, frequency: null, startTime: null }],
    ['an invalid cron expression', { cronExpression: 'every night' }],
    ['a cron expression with a missing field', { cronExpression: '0 1 * *' }],
    ['a cron expression with seconds', { cronExpression: '0 0 1 * * *' }],
    ['a day that does not exist', { cronExpression: '0 0 31 2 *' }],
    ['a frequency without a start time', { frequency: 'daily' }],
    ['an unknown frequency', { frequency: 'continuous', startTime: '2026-11-23T12:00:00Z' }],
    ['an invalid start time', { startTime: 'tomorrow' }],
  ])('is unclear for %s', (_, fields) => expect(nextRun(taskOf(fields), from)).toBe('unclear'));
});

describe('scheduleOf', () => {
  it.each<[Partial<Task>, string]>([
    [{ cronExpression: '0 1 * * *', startTime: '2026-11-23T12:00:00Z' }, '0 1 * * *'],
    [{ cronExpression: '', frequency: 'daily' }, 'daily'],
    [{ startTime: '2026-11-23T12:00:00Z' }, '2026-11-23T12:00:00Z'],
    [{ cronExpression: null }, 'no schedule'],
  ])('of %j is %j', (fields, expected) => expect(scheduleOf(taskOf(fields))).toBe(expected));
});
