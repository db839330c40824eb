import { didYouMean } from '@esg-recycler/core';

/** A daily time window in a time zone: `22:00-06:00 Europe/Berlin`. */
export interface Window {
  /** As the user wrote it. */
  text: string;
  /** Minutes after midnight, on the clock of the time zone. */
  from: number;
  /** Minutes after midnight; exclusive. Smaller than `from` when the window ends on the next day. */
  to: number;
  zone: string;
}

const written = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s+(\S+)$/;
const minuteMs = 60_000;
/** A window may not exist on a day when the clock jumps over it, so two days and the longest shift are searched. */
const searchedMinutes = 51 * 60;

const isZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};

/** Minutes after midnight; undefined for a time that no clock shows. */
const minuteOf = (hours: string | undefined, minutes: string | undefined): number | undefined =>
  Number(hours) < 24 && Number(minutes) < 60 ? Number(hours) * 60 + Number(minutes) : undefined;

/** @returns what is wrong with the text, if it is not a window */
export function parseWindow(text: string): Window | string {
  const [, fromHour, fromMinute, toHour, toMinute, zone = ''] = written.exec(text.trim()) ?? [];
  if (zone === '') return 'write it as two times and a time zone: 22:00-06:00 Europe/Berlin';
  const from = minuteOf(fromHour, fromMinute);
  const to = minuteOf(toHour, toMinute);
  if (from === undefined || to === undefined) return 'a time must be between 00:00 and 23:59';
  if (from === to) return 'the window is empty: it starts and ends at the same time';
  if (isZone(zone)) return { text, from, to, zone };
  return `unknown time zone ${JSON.stringify(zone)}.${didYouMean(zone, Intl.supportedValuesOf('timeZone'))}`;
}

/** The minutes after midnight that a clock in the time zone shows. */
function clockIn(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const [hours, minutes] = format.format(at).split(':').map(Number);
    return hours! * 60 + minutes!;
  };
}

const includes = ({ from, to }: Window, minute: number): boolean =>
  from < to ? from <= minute && minute < to : from <= minute || minute < to;

/**
 * How long until the window is open: 0 when it is open, Infinity when it does not open within two days. A moment is in
 * the window when the local clock shows a time in it. When the clock is set back, the repeated hour counts twice; times
 * that the clock jumps over do not exist.
 *
 * @param now milliseconds since the epoch
 */
export function msUntilOpen(window: Window, now: number): number {
  const clock = clockIn(window.zone);
  if (includes(window, clock(now))) return 0;
  const thisMinute = Math.floor(now / minuteMs) * minuteMs;
  for (let minute = 1; minute <= searchedMinutes; minute += 1) {
    const at = thisMinute + minute * minuteMs;
    if (includes(window, clock(at))) return at - now;
  }
  return Infinity;
}
