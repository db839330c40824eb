import { isStateful, persistenceOf } from '@esg-recycler/spotinst-client';
import type { GroupRule } from './rule.ts';

const addressNotPersisted: GroupRule = {
  code: 'address-not-persisted',
  severity: 'block',
  source: 'apache/zookeeper: ZOOKEEPER-3829, https://github.com/apache/zookeeper/pull/1370',
  judge({ group, health }) {
    if (!isStateful(group) || persistenceOf(group).privateIp) return [];
    const message = `${group.id} does not persist private addresses: every instance comes back at another one`;
    // Its members are listed by address, and a restart under a changed list broke ensembles.
    if (health?.includes('zookeeper')) {
      const hint = 'Turn shouldPersistPrivateIp on: a ZooKeeper ensemble knows its members by address.';
      return [{ subject: group.id, message, hint }];
    }
    const hint = 'Go on only if members and clients find each other by something else than addresses.';
    return [{ subject: group.id, severity: 'warn', message, hint }];
  },
};

const privateIpPool: GroupRule = {
  code: 'private-ip-pool',
  severity: 'warn',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/persist-network.md',
  judge: ({ members }) =>
    members.flatMap(({ group, instances }) => {
      const pool = group.compute?.privateIps ?? [];
      const paused = instances.filter(({ state }) => state === 'PAUSED');
      if (pool.length === 0 || paused.length === 0) return [];
      const message = `${group.id} has a pool of ${pool.length} private addresses and ${paused.length} PAUSED instances: Spot keeps one for each address that was never used`;
      const hint =
        'Take addresses that were never used out of compute.privateIps: their instances go away. Resume the others.';
      return [{ subject: group.id, message, hint }];
    }),
};

export const addressRules: readonly GroupRule[] = [addressNotPersisted, privateIpPool];
