import type { RouteName } from '../route-table.ts';
import { getGroup, listGroups, updateCapacity, updateGroup } from './groups.ts';
import type { RouteHandler } from './handler.ts';
import { listEvents, listLogs, listRolls } from './history.ts';
import {
  deallocate,
  groupStatus,
  instanceHealthiness,
  instanceStatus,
  listStatefulInstances,
  pause,
  recycle,
  resume,
} from './instances.ts';
import { listSuspensions, resumeProcesses, suspendProcesses } from './suspensions.ts';

export const handlers: Record<RouteName, RouteHandler> = {
  listGroups,
  getGroup,
  updateGroup,
  updateCapacity,
  listStatefulInstances,
  pause,
  resume,
  recycle,
  deallocate,
  groupStatus,
  instanceHealthiness,
  listSuspensions,
  suspendProcesses,
  resumeProcesses,
  listRolls,
  listEvents,
  listLogs,
  instanceStatus,
};
