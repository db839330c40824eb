export { listAccountGroups, selectGroup, type AccountGroup, type ListedGroup } from './account-groups.ts';
export type { BeforeSend, ReadOptions, SendOptions } from './call.ts';
export type { Clock } from './clock.ts';
export { problemIn, type GroupList, type UnreadableGroup } from './group-list.ts';
export { imageOf, isStateful, persistenceOf, tagsOf, type Group, type Persistence } from './group.ts';
export type { ActivityEvent, LogEntry, Roll } from './history.ts';
export type { InstanceHealthiness, InstanceStatus } from './instance-status.ts';
export { createLimiter, type Limiter, type LimiterOptions } from './limiter.ts';
export type { RequestRecord } from './requester.ts';
export {
  createSpotClient,
  type GroupPatch,
  type LogQuery,
  type SpotClient,
  type SpotClientOptions,
} from './spot-client.ts';
export { createSpotClients } from './spot-clients.ts';
export { SpotError, type RequestOutcome, type ReportedError } from './spot-error.ts';
export { parseSpotTime } from './spot-time.ts';
export { transientCodes } from './transient-codes.ts';
export type { StatefulInstance } from './stateful-instance.ts';
export type { Suspension, SuspensionRequest } from './suspension.ts';
export type { RateLimitBlock } from './bucket.ts';
