import { describe, expect, it } from '@jest/globals';
import { stopwatch } from './stopwatch.ts';

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
