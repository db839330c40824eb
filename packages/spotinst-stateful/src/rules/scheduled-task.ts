import { type Group, parseSpotTime } from '@esg-recycler/spotinst-client';
import { CronExpressionParser } from 'cron-parser';

/** Something that Spot does to a group by itself, at set times. */
export type Task = NonNullable<Group['scheduling']>['tasks'][number];

/** When a task runs next, in milliseconds; `unclear` where its schedule cannot be read. */
export type NextRun = number | 'never' | 'unclear';

/** A task, or a policy, that says nothing of it may well run. */
export const isEnabled = ({ isEnabled: flag }: { isEnabled?: boolean | null }): boolean => flag !== false;

/** As it is written, for people. */
export const scheduleOf = ({ cronExpression, frequency, startTime }: Task): string =>
  cronExpression || frequency || startTime || 'no schedule';

const hourMs = 60 * 60_000;
const periods: Readonly<Record<string, number>> = { hourly: hourMs, daily: 24 * hourMs, weekly: 7 * 24 * hourMs };

function nextByCron(expression: string, from: number): NextRun {
  // The parser would fill in fields that are missing, which makes another schedule of it.
  if (expression.trim().split(/\s+/).length !== 5) return 'unclear';
  try {
    const runs = CronExpressionParser.parse(expression, { currentDate: new Date(from - 1), tz: 'UTC' });
    return runs.next().getTime();
  } catch {
    return 'unclear';
  }
}

/** Where the first run is not known, the following ones are not either. */
function nextByFrequency(frequency: string, first: number | null, from: number): NextRun {
  const period = periods[frequency.toLowerCase()];
  if (period === undefined || first === null) return 'unclear';
  return first + Math.max(0, Math.ceil((from - first) / period)) * period;
}

/**
 * When a task runs for the first time at or after `from`. Cron expressions have five fields and are in UTC; a task
 * with nothing but a start time runs once.
 *
 * Source: spotinst/openapi, elastigroup-scheduling.yaml.
 */
export function nextRun({ cronExpression, frequency, startTime }: Task, from: number): NextRun {
  const first = parseSpotTime(startTime);
  if (cronExpression) return nextByCron(cronExpression, Math.max(from, first ?? from));
  if (frequency) return nextByFrequency(frequency, first, from);
  if (first === null) return 'unclear';
  return first >= from ? first : 'never';
}
