import { validationError } from '../api-error.ts';
import { offsetTime } from '../wire.ts';
import { groupOf, type RouteHandler, requiredQuery } from './handler.ts';

export const listRolls: RouteHandler = (call) => {
  const { rolls, document } = groupOf(call);
  const since = offsetTime(Date.parse(String(document['updatedAt'])));
  const items = rolls.map(({ id, status }) => ({
    id,
    status,
    progress: { unit: 'percent', value: status === 'finished' ? 100 : 0 },
    currentBatch: 1,
    numOfBatches: 1,
    gracePeriod: 300,
    createdAt: since,
    updatedAt: since,
  }));
  return { kind: 'spotinst:aws:ec2:group:roll', items };
};

/** Reads `YYYY-MM-DD`, ISO 8601, or seconds since 1970. */
function eventDate(text: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(ms)) throw validationError('"fromDate" must be a valid date', 'query.fromDate');
  return ms;
}

export const listEvents: RouteHandler = (call) => {
  const from = eventDate(requiredQuery(call, 'fromDate'));
  const { id: groupId, events } = groupOf(call);
  const items = events
    .filter(({ at }) => at >= from)
    .map(({ at, eventType, subEvents }) => ({ groupId, eventType, createdAt: offsetTime(at), subEvents }));
  return { kind: 'spotinst:aws:ec2:group:event', items };
};

/** The newest lines, oldest first; dates are milliseconds since 1970. */
export const listLogs: RouteHandler = (call) => {
  const [from = 0, to = 0] = ['fromDate', 'toDate'].map((name) => Number(requiredQuery(call, name)));
  const { severity = 'ALL', resourceId, limit = '500' } = call.query;
  const items = groupOf(call)
    .logs.filter(({ at }) => at >= from && at <= to)
    .filter((line) => severity === 'ALL' || line.severity === severity)
    .filter(({ resources }) => resourceId === undefined || resources.includes(resourceId))
    .slice(-Math.min(Number(limit), 1000))
    .map(({ at, severity: level, message }) => ({ message, severity: level, createdAt: new Date(at).toISOString() }));
  return { kind: 'spotinst:aws:ec2:group:log', items };
};
