import { ApiError, validationError } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import type { Answer } from '../envelope.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { SimulatedGroup } from '../model.ts';
import type { AnswerSettings } from '../scenario.ts';

export interface Surroundings {
  cloud: Cloud;
  answers: AnswerSettings;
  minuteMs: number;
  /** By how much this read of a group is late. */
  groupDelayMs: () => number;
  /** By how much this read of suspensions is late. */
  suspensionDelayMs: () => number;
}

/** A call that has passed authentication. */
export interface ApiCall extends Surroundings {
  accountId: string;
  params: Record<string, string>;
  query: Record<string, string>;
  /** Parsed JSON; null without a body. */
  body: unknown;
}

export type RouteHandler = (call: ApiCall) => Answer;

/** The group of a call. Groups of other accounts do not exist. */
export function groupOf({ cloud, accountId, params }: ApiCall): SimulatedGroup {
  const id = params['groupId'] ?? '';
  const group = cloud.groups.get(id);
  if (group?.accountId !== accountId) throw new ApiError('GROUP_DOESNT_EXIST', `Group ${id} does not exist`);
  return group;
}

/** The required object of a request body. */
export function bodyObject({ body }: ApiCall, key: string): JsonObject {
  const value = isObject(body) ? body[key] : undefined;
  if (!isObject(value)) throw validationError(`"${key}" is required`, `body:${key}`);
  return value;
}

export function requiredQuery({ query }: ApiCall, name: string): string {
  const value = query[name];
  if (!value) throw validationError(`"${name}" is required`, `query.${name}`);
  return value;
}
