import { describe, expect, it } from '@jest/globals';
import { stopwatch, stopwatchSince } from './stopwatch.ts';

describe('stopwatch', () => {
  it.each([
    { what: 'the machine slept', monotonicMs: 1000, wallMs: 600_000, expected: 600_000 },
    { what: 'the wall clock was set back', monotonicMs: 1000, wallMs: -600_000, expected: 1000 },
  ])('counts the time of the clock that is ahead when $what', ({ monotonicMs, wallMs, expected }) => {
    let [monotonic, wall] = [7000, 1_700_000_000_000];
    const elapsed = stopwatch({ now: () => monotonic }, { now: () => wall });
    expect(elapsed()).toBe(0);
    monotonic += monotonicMs;
    wall += wallMs;
    expect(elapsed()).toBe(expected);
  });
});

describe('stopwatchSince', () => {
  const start = Date.parse('2026-11-29T00:00:00.000Z');

  it('adds the time since a moment that another process has recorded', () => {
    let time = start + 5000;
    const elapsed = stopwatchSince('2026-11-29T00:00:00.000Z', { now: () => 7000 }, { now: () => time });
    expect(elapsed()).toBe(5000);
    time += 1000;
    expect(elapsed()).toBe(6000);
  });

  it.each(['2026-11-29T00:00:00.001Z', 'yesterday', null, undefined])('never trusts the moment %s', (since) => {
    let time = start;
    const elapsed = stopwatchSince(since, { now: () => 7000 }, { now: () => time });
    time += 60_000;
    expect(elapsed()).toBe(Infinity);
  });
});
