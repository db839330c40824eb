import { describe, expect, it } from '@jest/globals';
import { msUntilOpen, parseWindow, type Window } from './window.ts';

const windowOf = (text: string): Window => {
  const window = parseWindow(text);
  if (typeof window === 'string') throw new Error(window);
  return window;
};
const hour = 3_600_000;
const night = '22:00-06:00 Europe/Berlin';

describe('parseWindow', () => {
  it('reads two times and a time zone', () =>
    expect(parseWindow(night)).toEqual({ text: night, from: 1320, to: 360, zone: 'Europe/Berlin' }));

  it.each([
    ['22:00-06:00', /two times and a time zone/],
    ['22-6 UTC', /two times and a time zone/],
    ['24:00-06:00 UTC', /between 00:00 and 23:59/],
    ['22:60-06:00 UTC', /between 00:00 and 23:59/],
    ['06:00-06:00 UTC', /empty/],
    ['22:00-06:00 Europe/Berlin2', /unknown time zone "Europe\/Berlin2"\. Did you mean "Europe\/Berlin"\?/],
    ['22:00-06:00 Europe/Nowhere', /unknown time zone "Europe\/Nowhere"/],
  ])('refuses %s', (text, problem) => expect(parseWindow(text)).toMatch(problem));
});

describe('msUntilOpen', () => {
  it.each([
    ['before the window', night, '2026-11-28T20:00:00Z', hour],
    ['at its first minute', night, '2026-11-28T21:00:00Z', 0],
    ['after midnight', night, '2026-11-29T04:59:59Z', 0],
    ['at its end, which is exclusive', night, '2026-11-29T05:00:00Z', 16 * hour],
    ['with seconds left', night, '2026-11-28T20:59:30Z', 30_000],
    ['in summer, an hour earlier in UTC', night, '2026-07-01T20:00:00Z', 0],
    ['by day', '09:00-17:00 America/New_York', '2026-11-28T13:30:00Z', hour / 2],
    ['in a time zone of half an hour', '00:00-01:00 Asia/Calcutta', '2026-11-28T18:29:00Z', 60_000],
    // Berlin's clock jumps from 02:00 to 03:00 on 2026-03-29.
    ['in the night without 02:00 to 03:00', '01:00-04:00 Europe/Berlin', '2026-03-29T01:30:00Z', 0],
    ['after the jump, which shortens the night', night, '2026-03-29T03:59:00Z', 0],
    ['when the window ends after the jump', night, '2026-03-29T04:00:00Z', 16 * hour],
    [
      'when the clock jumps over the window',
      '02:10-02:50 Europe/Berlin',
      '2026-03-29T00:59:00Z',
      23 * hour + 11 * 60_000,
    ],
    // Berlin's clock is set back from 03:00 to 02:00 on 2026-10-25.
    ['in the hour before it repeats', '02:10-02:50 Europe/Berlin', '2026-10-25T00:10:00Z', 0],
    ['between the repeated hours', '02:10-02:50 Europe/Berlin', '2026-10-25T00:50:00Z', 20 * 60_000],
    ['in the repeated hour', '02:10-02:50 Europe/Berlin', '2026-10-25T01:10:00Z', 0],
    ['after the repeated hour', night, '2026-10-25T04:59:00Z', 0],
  ])('%s', (_, text, now, expected) => expect(msUntilOpen(windowOf(text), Date.parse(now))).toBe(expected));
});
