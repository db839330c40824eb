import type { ClusterKind } from '../kind.ts';
import { redisView } from './view.ts';

export const redis: ClusterKind = {
  name: 'redis',
  firstHost: 51,
  size: 6,
  findFault: async (addresses) => {
    const views = await Promise.all(addresses.map(redisView));
    const faults = views.map((view, index) => {
      const name = `node ${index + 1}`;
      if (view === undefined) return `${name} does not answer`;
      if (!view.isOk) return `${name} says that the cluster fails`;
      if (!view.isLinked) return `${name} does not follow its master`;
      return view.healthy === addresses.length ? undefined : `${name} sees ${view.healthy} nodes as healthy`;
    });
    const fault = faults.find((found) => found !== undefined);
    if (fault) return fault;
    const masters = views.filter((view) => view?.isMaster).length;
    return masters === addresses.length / 2 ? undefined : `there are ${masters} masters`;
  },
};
