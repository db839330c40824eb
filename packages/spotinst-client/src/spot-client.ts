import { ExitCode } from '@esg-recycler/core';
import { z } from 'zod';
import type { SpotCall, ReadOptions, SendOptions } from './call.ts';
import { systemClock, type Clock } from './clock.ts';
import { group, type Group } from './group.ts';
import { type GroupList, listedGroup, toGroupList } from './group-list.ts';
import { activityEvent, logEntry, roll, type ActivityEvent, type LogEntry, type Roll } from './history.ts';
import {
  instanceHealthiness,
  instanceStatus,
  type InstanceHealthiness,
  type InstanceStatus,
} from './instance-status.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { createRequester, type RequestRecord } from './requester.ts';
import { routes } from './routes.ts';
import { SpotError } from './spot-error.ts';
import { parseSpotTime } from './spot-time.ts';
import { statefulInstance, type StatefulInstance } from './stateful-instance.ts';
import { suspensions, type Suspension, type SuspensionRequest } from './suspension.ts';

export interface SpotClientOptions {
  /** `https://api.spotinst.io`, or the URL of the simulator. */
  apiUrl: string;
  token: string;
  /** Sent with every request: without it Spot uses the oldest account of the organization. */
  accountId: string;
  /** The timeout of one HTTP request. Default: 30 s. */
  timeoutMs?: number;
  /** Shared between the clients of one organization. Default: a separate limiter. */
  limiter?: Limiter;
  /** Called for every request that was sent. */
  onRequest?: (record: RequestRecord) => void;
  /** The clock, for tests. */
  clock?: Clock;
  /** Returns 0 to 1 for the jitter of the pauses between attempts; for tests. */
  random?: () => number;
}

/** The fields of a group to change; Spot merges deeply, `null` removes, a list replaces. */
export type GroupPatch = Record<string, unknown>;

export interface LogQuery {
  fromDate: Date;
  toDate: Date;
  /** An EC2 instance, `i-…`. */
  resourceId?: string;
  severity?: 'ALL' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** At most 1000; Spot's default is 500. */
  limit?: number;
}

/** The calls of the Spot API that this project uses, for one account. All of them throw {@link SpotError}. */
export interface SpotClient {
  readonly accountId: string;
  /** An unreadable group does not affect the others. */
  listGroups(options?: ReadOptions): Promise<GroupList>;
  /** @throws SpotError `group-unknown`, exit code 2 */
  getGroup(groupId: string, options?: ReadOptions): Promise<Group>;
  updateGroup(groupId: string, patch: GroupPatch, options?: SendOptions): Promise<Group>;
  /** Empty for a group that is not stateful. */
  listStatefulInstances(groupId: string, options?: ReadOptions): Promise<StatefulInstance[]>;
  /** Requests a recycle. Success means only that Spot accepted the request. */
  recycleStatefulInstance(groupId: string, ssi: string, options?: SendOptions): Promise<void>;
  /** Requests a resume. Success means only that Spot accepted the request. */
  resumeStatefulInstance(groupId: string, ssi: string, options?: SendOptions): Promise<void>;
  getGroupStatus(groupId: string): Promise<InstanceStatus[]>;
  getInstanceHealthiness(groupId: string): Promise<InstanceHealthiness[]>;
  listSuspensions(groupId: string, options?: ReadOptions): Promise<Suspension[]>;
  suspendProcesses(
    groupId: string,
    processes: readonly SuspensionRequest[],
    options?: SendOptions,
  ): Promise<Suspension[]>;
  /** Removes suspensions; a missing one counts as removed. */
  resumeProcesses(groupId: string, names: readonly string[], options?: SendOptions): Promise<void>;
  /** The last ten deployments, newest first. */
  listRolls(groupId: string, options?: ReadOptions): Promise<Roll[]>;
  listEvents(groupId: string, query: { fromDate: Date }): Promise<ActivityEvent[]>;
  listLogs(groupId: string, query: LogQuery, options?: ReadOptions): Promise<LogEntry[]>;
}

/** Spot's error when none of the processes is suspended. */
const nothingSuspended = (error: unknown): boolean =>
  error instanceof SpotError && error.reported.some(({ code }) => code === 'SUSPEND_PROCESSES_DOESNT_EXIST');

export function createSpotClient({
  apiUrl,
  token,
  accountId,
  timeoutMs = 30_000,
  limiter = createLimiter(),
  onRequest = () => {},
  clock = systemClock,
  random = Math.random,
}: SpotClientOptions): SpotClient {
  const request = createRequester({ apiUrl, token, accountId, timeoutMs, limiter, onRequest, clock, random });

  const read = <T extends z.ZodType>(
    call: Pick<SpotCall, 'method' | 'route'>,
    groupId: string,
    item: T,
    options: Pick<SpotCall, 'query' | 'signal'> = {},
  ) => request({ ...call, ids: { groupId }, ...options }, item);

  const one = (items: Group[], groupId: string, method: string): Group => {
    const [found] = items;
    if (found) return found;
    throw new SpotError(
      `${method} ${groupId} (account ${accountId}): the response of Spot does not contain the group`,
      {
        code: 'spot-answer-invalid',
        outcome: 'unknown',
        exitCode: method === 'GET' ? ExitCode.unreachable : ExitCode.failed,
        hint: 'Try again. If the error persists, ask the support of Spot about this group.',
      },
    );
  };

  const act = async (
    call: Pick<SpotCall, 'method' | 'route'>,
    groupId: string,
    ssi: string,
    sending: SendOptions = {},
  ): Promise<void> => {
    await request({ ...call, ids: { groupId, statefulInstanceId: ssi }, ...sending }, z.unknown());
  };

  return {
    accountId,

    listGroups: async (options) => toGroupList(await request({ ...routes.listGroups, ...options }, listedGroup)),

    getGroup: async (groupId, options) => one(await read(routes.getGroup, groupId, group, options), groupId, 'GET'),

    async updateGroup(groupId, { id: _id, ...patch }, { beforeSend } = {}) {
      const body = { group: patch };
      const items = await request({ ...routes.updateGroup, ids: { groupId }, body, beforeSend }, group);
      return one(items, groupId, 'PUT');
    },

    listStatefulInstances: (groupId, options) => read(routes.listStatefulInstances, groupId, statefulInstance, options),

    recycleStatefulInstance: (groupId, ssi, sending) => act(routes.recycleStatefulInstance, groupId, ssi, sending),

    resumeStatefulInstance: (groupId, ssi, sending) => act(routes.resumeStatefulInstance, groupId, ssi, sending),

    getGroupStatus: (groupId) => read(routes.getGroupStatus, groupId, instanceStatus),

    getInstanceHealthiness: (groupId) => read(routes.getInstanceHealthiness, groupId, instanceHealthiness),

    async listSuspensions(groupId, options) {
      try {
        return (await read(routes.listSuspensions, groupId, suspensions, options)).flat();
      } catch (error) {
        if (nothingSuspended(error)) return [];
        throw error;
      }
    },

    async suspendProcesses(groupId, processes, { beforeSend } = {}) {
      const call: SpotCall = { ...routes.suspendProcesses, ids: { groupId }, beforeSend };
      return (await request({ ...call, body: { suspensions: processes } }, suspensions)).flat();
    },

    async resumeProcesses(groupId, names, { beforeSend } = {}) {
      const call: SpotCall = { ...routes.resumeProcesses, ids: { groupId }, beforeSend };
      try {
        await request({ ...call, body: { processes: names } }, z.unknown());
      } catch (error) {
        if (!nothingSuspended(error)) throw error;
      }
    },

    listRolls: (groupId, options) =>
      read(routes.listRolls, groupId, roll, { query: { limit: '10', sort: 'createdAt:DESC' }, ...options }),

    async listEvents(groupId, { fromDate }) {
      // Spot takes only a day here. Earlier events of that day are removed below.
      const query = { fromDate: fromDate.toISOString().slice(0, 10) };
      const events = await read(routes.listEvents, groupId, activityEvent, { query });
      return events.filter(({ createdAt }) => (parseSpotTime(createdAt) ?? Infinity) >= fromDate.getTime());
    },

    listLogs(groupId, { fromDate, toDate, resourceId, severity, limit }, options) {
      const query = {
        fromDate: String(fromDate.getTime()),
        toDate: String(toDate.getTime()),
        ...(resourceId && { resourceId }),
        ...(severity && { severity }),
        ...(limit && { limit: String(limit) }),
      };
      return read(routes.listLogs, groupId, logEntry, { query, ...options });
    },
  };
}
