const group = '/aws/ec2/group/{groupId}';
const statefulInstance = `${group}/statefulInstance/{statefulInstanceId}`;

/**
 * Every route, and whether it refuses a call without `accountId` (the others use the oldest account). Templates and
 * parameter names are those of the official specification.
 */
export const routeTable = {
  listGroups: { method: 'GET', template: '/aws/ec2/group', needsAccount: true },
  getGroup: { method: 'GET', template: group, needsAccount: false },
  updateGroup: { method: 'PUT', template: group, needsAccount: true },
  updateCapacity: { method: 'PUT', template: `${group}/capacity`, needsAccount: true },
  listStatefulInstances: { method: 'GET', template: `${group}/statefulInstance`, needsAccount: true },
  pause: { method: 'PUT', template: `${statefulInstance}/pause`, needsAccount: true },
  resume: { method: 'PUT', template: `${statefulInstance}/resume`, needsAccount: true },
  recycle: { method: 'PUT', template: `${statefulInstance}/recycle`, needsAccount: true },
  deallocate: { method: 'PUT', template: `${statefulInstance}/deallocate`, needsAccount: true },
  groupStatus: { method: 'GET', template: `${group}/status`, needsAccount: false },
  instanceHealthiness: { method: 'GET', template: `${group}/instanceHealthiness`, needsAccount: false },
  listSuspensions: { method: 'GET', template: `${group}/suspension`, needsAccount: false },
  suspendProcesses: { method: 'POST', template: `${group}/suspension`, needsAccount: true },
  resumeProcesses: { method: 'DELETE', template: `${group}/suspension`, needsAccount: false },
  listRolls: { method: 'GET', template: `${group}/roll`, needsAccount: false },
  listEvents: { method: 'GET', template: `${group}/events`, needsAccount: false },
  listLogs: { method: 'GET', template: `${group}/logs`, needsAccount: true },
  instanceStatus: { method: 'GET', template: '/aws/ec2/instance/{instanceId}', needsAccount: false },
} as const;

export type RouteName = keyof typeof routeTable;

/** The templates for faults and rate limits. */
export const templates: string[] = Object.values(routeTable).map(({ template }) => template);
export const methodsAndTemplates: string[] = Object.values(routeTable).map(
  ({ method, template }) => `${method} ${template}`,
);

export interface RouteMatch {
  name: RouteName;
  template: string;
  needsAccount: boolean;
  params: Record<string, string>;
}

const patterns = Object.entries(routeTable).map(([name, route]) => ({
  ...route,
  name: name as RouteName,
  pattern: new RegExp(`^${route.template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** The route of a call, or null. */
export function matchRoute(method: string, path: string): RouteMatch | null {
  for (const { pattern, ...route } of patterns) {
    const match = method === route.method ? pattern.exec(path) : null;
    if (!match) continue;
    const params = Object.entries({ ...match.groups }).map(([key, value]) => [key, decodeURIComponent(value)]);
    return { ...route, params: Object.fromEntries(params) as Record<string, string> };
  }
  return null;
}
