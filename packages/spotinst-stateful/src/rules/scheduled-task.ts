import { type Group, parseSpotTime } from '@esg-recycler/spotinst-client';
import { CronExpressionParser } from 'cron-parser';

/** Something that Spot does to a group on a schedule. */
export type Task = NonNullable<Group['scheduling']>['tasks'][number];

/** When a task runs next, in milliseconds since 1970; `unclear` when its schedule cannot be read. */
export type NextRun = number | 'never' | 'unclear';

/** Whether a task or a policy may run: one without the flag is enabled. */
export const isEnabled = ({ isEnabled: flag }: { isEnabled?: boolean | null }): boolean => flag !== false;

/** The schedule as the group has it. */
export const scheduleOf = ({ cronExpression, frequency, startTime }: Task): string =>
  cronExpression || frequency || startTime || 'no schedule';

const hourMs = 60 * 60_000;
const periods: Readonly<Record<string, number>> = { hourly: hourMs, daily: 24 * hourMs, weekly: 7 * 24 * hourMs };

function nextByCron(expression: string, from: number): NextRun {
  // The parser fills in missing fields, and so would read a different schedule.
  if (expression.trim().split(/\s+/).length !== 5) return 'unclear';
  try {
    const runs = CronExpressionParser.parse(expression, { currentDate: new Date(from - 1), tz: 'UTC' });
    return runs.next().getTime();
  } catch {
    return 'unclear';
  }
}

/** `unclear` without the first run: the following ones depend on it. */
function nextByFrequency(frequency: string, first: number | null, from: number): NextRun {
  const period = periods[frequency.toLowerCase()];
  if (period === undefined || first === null) return 'unclear';
  return first + Math.max(0, Math.ceil((from - first) / period)) * period;
}

/**
 * When a task runs for the first time at or after `from`. Cron expressions have five fields and are in UTC; a task
 * with only a start time runs once.
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
