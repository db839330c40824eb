import { z } from 'zod';
import { validationError } from '../api-error.ts';
import type { JsonObject } from '../json.ts';
import type { SimulatedGroup } from '../model.ts';
import { offsetTime } from '../wire.ts';
import { type ApiCall, groupOf, type RouteHandler } from './handler.ts';

const processName = z.enum([
  'AUTO_SCALE',
  'AUTO_HEALING',
  'OUT_OF_STRATEGY',
  'PREVENTIVE_REPLACEMENT',
  'REVERT_PREFERRED',
  'SCHEDULING',
  'LB_REGISTRATION',
]);
const resumeSchema = z.strictObject({ processes: z.array(processName) });
const suspendSchema = z.union([
  resumeSchema,
  z.strictObject({
    suspensions: z.array(z.strictObject({ name: processName, ttlInMinutes: z.int().positive().nullish() })),
  }),
]);

const kind = 'spotinst:aws:ec2:suspension';

function parsed<T>(schema: z.ZodType<T>, { body }: ApiCall): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw validationError('either "processes" or "suspensions" is required, with known process names', 'body');
}

/** The current suspensions. Removes expired ones. */
function itemOf({ id }: SimulatedGroup, suspensions: Map<string, number | null>): JsonObject {
  const now = Date.now();
  for (const [name, end] of suspensions) if (end !== null && end <= now) suspensions.delete(name);
  return {
    groupId: id,
    processes: [...suspensions.keys()],
    suspensions: [...suspensions].map(([name, end]) => ({ name, expiresAt: end === null ? null : offsetTime(end) })),
  };
}

/** The processes whose suspension has not ended. */
const inForce = ({ suspensions }: SimulatedGroup): string[] =>
  [...suspensions].filter(([, end]) => end === null || end > Date.now()).map(([name]) => name);

/** The suspensions as they were some milliseconds ago. */
const suspensionsSeen = (
  { suspensions, earlierSuspensions }: SimulatedGroup,
  delayMs: number,
): Map<string, number | null> =>
  earlierSuspensions.find(({ until }) => until > Date.now() - delayMs)?.suspensions ?? suspensions;

export const listSuspensions: RouteHandler = (call) => {
  const group = groupOf(call);
  const { suspensions, ...names } = itemOf(group, suspensionsSeen(group, call.suspensionDelayMs()));
  return { kind, items: [call.answers.reportsExpiries ? { ...names, suspensions } : names] };
};

export const suspendProcesses: RouteHandler = (call) => {
  const group = groupOf(call);
  const wanted = parsed(suspendSchema, call);
  const suspensions =
    'processes' in wanted ? wanted.processes.map((name) => ({ name, ttlInMinutes: null })) : wanted.suspensions;
  const ends = suspensions.map(({ name, ttlInMinutes }): [string, number | null] => [
    name,
    ttlInMinutes ? Date.now() + ttlInMinutes * call.minuteMs : null,
  ]);
  const kept = call.answers.keepsFirstSuspension ? inForce(group) : [];
  call.cloud.suspend(group.id, new Map(ends.filter(([name]) => !kept.includes(name))));
  return { kind, items: [itemOf(group, group.suspensions)] };
};

export const resumeProcesses: RouteHandler = (call) => {
  const group = groupOf(call);
  call.cloud.unsuspend(group.id, parsed(resumeSchema, call).processes);
  return { kind, items: [] };
};
