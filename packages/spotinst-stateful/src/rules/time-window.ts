const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;
const written = /^(?<fromDay>\w{3}):(?<from>\d\d:\d\d)-(?<toDay>\w{3}):(?<to>\d\d:\d\d)$/;

/** Minutes since Sunday, 00:00 UTC; negative when the day is invalid. */
function minuteOf(day: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const index = days.indexOf(day.toLowerCase());
  return index < 0 ? -1 : index * dayMinutes + hours * 60 + minutes;
}

const forward = (from: number, to: number): number => (((to - from) % weekMinutes) + weekMinutes) % weekMinutes;

/**
 * Whether a weekly window such as `Sat:22:00-Sun:04:00` (UTC) is open at any moment of a span of time.
 *
 * @param from milliseconds since 1970
 * @returns true also for a window that cannot be read
 */
export function isOpenWithin(window: string, from: number, spanMs: number): boolean {
  const parts = written.exec(window.trim())?.groups;
  if (!parts) return true;
  const start = minuteOf(parts['fromDay'] ?? '', parts['from'] ?? '');
  const end = minuteOf(parts['toDay'] ?? '', parts['to'] ?? '');
  if (start < 0 || end < 0) return true;
  const at = new Date(from);
  const now = at.getUTCDay() * dayMinutes + at.getUTCHours() * 60 + at.getUTCMinutes();
  return forward(start, now) < forward(start, end) || forward(now, start) * 60_000 <= spanMs;
}
