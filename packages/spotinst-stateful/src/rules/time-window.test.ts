import { describe, expect, it } from '@jest/globals';
import { isOpenWithin } from './time-window.ts';

const monday = Date.parse('2026-11-23T10:00:00.000Z');
const hour = 60 * 60_000;

describe('isOpenWithin', () => {
  it.each([
    ['Mon:09:00-Mon:11:00', 0, true],
    ['Mon:03:00-Wed:02:30', 0, true],
    ['Sat:22:00-Mon:10:30', 0, true],
    ['Mon:11:00-Mon:12:00', hour, true],
    ['Mon:11:01-Mon:12:00', hour, false],
    ['Mon:08:00-Mon:10:00', hour, false],
    ['Mon:08:00-Mon:09:00', hour, false],
    ['Sun:00:00-Sun:04:00', 2 * hour, false],
    ['Sun:00:00-Sun:04:00', 7 * 24 * hour, true],
    ['mon:09:00-mon:11:00', 0, true],
    ['Moon:09:00-Mon:11:00', 0, true],
    ['Xyz:09:00-Xyz:11:00', 0, true],
    ['', 0, true],
  ])('%j from Monday 10:00 UTC for %d ms: %j', (window, spanMs, expected) =>
    expect(isOpenWithin(window, monday, spanMs)).toBe(expected),
  );
});
