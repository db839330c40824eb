import { describe, expect, it } from '@jest/globals';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['1.5s', 1500],
    ['7', 7000],
    [7, 7000],
    [' 3s ', 3000],
    ['0', 0],
  ])('reads %j as %d ms', (text, ms) => expect(parseDuration(text, 'x')).toBe(ms));

  it.each(['', 's', '5 s', '-1s', '1d', 'ten', '1e3', 'Infinity'])('refuses %j, naming the setting', (text) =>
    expect(() => parseDuration(text, '--timeout')).toThrow(/--timeout/),
  );
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [850, '850ms'],
    [5000, '5s'],
    [59_600, '1m'],
    [150_000, '2m30s'],
    [3_600_000, '1h'],
    [3_900_000, '1h05m'],
  ])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});
