import type { ClusterKind } from '../kind.ts';
import { etcdStatus } from './view.ts';

/** The largest difference in the log between members that are read at the same time. */
const apart = 100;

export const etcd: ClusterKind = {
  name: 'etcd',
  firstHost: 41,
  findFault: async (addresses) => {
    const views = await Promise.all(addresses.map(etcdStatus));
    const silent = views.findIndex((view) => view?.leader === undefined);
    if (silent >= 0) return `member ${silent + 1} follows nobody`;
    const leaders = new Set(views.map((view) => view!.leader));
    if (leaders.size > 1) return `the leaders are ${[...leaders].join()}`;
    const applied = views.map((view) => view!.applied);
    const lag = Math.max(...applied) - Math.min(...applied);
    return lag > apart ? `a member is ${lag} entries behind` : undefined;
  },
};
