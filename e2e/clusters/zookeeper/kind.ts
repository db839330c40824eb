import type { ClusterKind } from '../kind.ts';
import { syncedFollowers } from './four-letter-word.ts';
import { zookeeperView } from './view.ts';

export const zookeeper: ClusterKind = {
  name: 'zookeeper',
  firstHost: 21,
  findFault: async (addresses) => {
    const roles = (await Promise.all(addresses.map(zookeeperView))).map(({ role }) => role);
    const silent = roles.indexOf(undefined);
    if (silent >= 0) return `member ${silent + 1} serves nobody`;
    if (roles.filter((role) => role === 'leader').length !== 1) return `the members are ${roles.join()}`;
    const synced = await syncedFollowers(addresses);
    return synced === addresses.length - 1 ? undefined : `the leader has ${synced} synced followers`;
  },
};
