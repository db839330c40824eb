import { ApiError, validationError } from '../api-error.ts';
import type { SimulatedGroup } from '../model.ts';
import { groupItem } from '../wire.ts';
import { bodyObject, groupOf, type RouteHandler } from './handler.ts';

const kind = 'spotinst:aws:ec2:group';

/** The group as it was some milliseconds ago. */
const groupSeen = (group: SimulatedGroup, delayMs: number): SimulatedGroup => ({
  ...group,
  document: group.earlierDocuments.find(({ until }) => until > Date.now() - delayMs)?.document ?? group.document,
});

export const listGroups: RouteHandler = ({ cloud, accountId, answers, groupDelayMs }) => ({
  kind,
  items: [...cloud.groups.values()]
    .filter((group) => group.accountId === accountId)
    .map((group) => groupItem(groupSeen(group, groupDelayMs()), answers)),
});

export const getGroup: RouteHandler = (call) => ({
  kind,
  items: [groupItem(groupSeen(groupOf(call), call.groupDelayMs()), call.answers)],
});

/** Merges the update. Refused while a deployment is in progress. */
export const updateGroup: RouteHandler = (call) => {
  const group = groupOf(call);
  const patch = bodyObject(call, 'group');
  if (group.rolls.some(({ status }) => ['starting', 'in_progress'].includes(status.toLowerCase()))) {
    throw new ApiError('DEPLOYMENT_ALREADY_IN_PROGRESS', 'A group roll is currently running for this group');
  }
  call.cloud.updateGroup(group.id, patch);
  return { kind, items: [groupItem(group, call.answers)] };
};

/** Pauses surplus instances, and resumes paused ones if there are too few. */
export const updateCapacity: RouteHandler = (call) => {
  const group = groupOf(call);
  const { minimum, target, maximum } = bodyObject(call, 'capacity');
  if (typeof minimum !== 'number' || typeof target !== 'number' || typeof maximum !== 'number') {
    throw validationError('"minimum", "target" and "maximum" are required', 'body:capacity');
  }
  if (minimum > target || target > maximum) {
    throw validationError('"target" must lie between "minimum" and "maximum"', 'body:capacity.target');
  }
  call.cloud.scale(group.id, { minimum, target, maximum });
  return { kind: `${kind}:capacity`, items: [{ capacity: { minimum, target, maximum } }] };
};
