import type { SpotCall } from './call.ts';

type Route = Pick<SpotCall, 'method' | 'route'>;

const group = '/aws/ec2/group/{groupId}';
const instance = `${group}/statefulInstance/{statefulInstanceId}`;

/** Every request that the client can send. docs/permissions.md lists them with their reasons. */
export const routes = {
  listGroups: { method: 'GET', route: '/aws/ec2/group' },
  getGroup: { method: 'GET', route: group },
  updateGroup: { method: 'PUT', route: group },
  listStatefulInstances: { method: 'GET', route: `${group}/statefulInstance` },
  recycleStatefulInstance: { method: 'PUT', route: `${instance}/recycle` },
  resumeStatefulInstance: { method: 'PUT', route: `${instance}/resume` },
  getGroupStatus: { method: 'GET', route: `${group}/status` },
  getInstanceHealthiness: { method: 'GET', route: `${group}/instanceHealthiness` },
  listSuspensions: { method: 'GET', route: `${group}/suspension` },
  suspendProcesses: { method: 'POST', route: `${group}/suspension` },
  resumeProcesses: { method: 'DELETE', route: `${group}/suspension` },
  listRolls: { method: 'GET', route: `${group}/roll` },
  listEvents: { method: 'GET', route: `${group}/events` },
  listLogs: { method: 'GET', route: `${group}/logs` },
} as const satisfies Record<string, Route>;
