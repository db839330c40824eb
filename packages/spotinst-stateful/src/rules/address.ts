import { isStateful, persistenceOf } from '@esg-recycler/spotinst-client';
import type { GroupRule } from './rule.ts';

/** Kinds whose members are listed by address, or by a host name that is made of it, and how people write them. */
const listedByAddress: Readonly<Record<string, string>> = {
  zookeeper: 'A ZooKeeper ensemble',
  etcd: 'An etcd cluster',
  rabbitmq: 'A RabbitMQ cluster',
};

const addressNotPersisted: GroupRule = {
  code: 'address-not-persisted',
  severity: 'block',
  source:
    'apache/zookeeper: ZOOKEEPER-3829, https://github.com/apache/zookeeper/pull/1370; https://etcd.io/docs/latest/op-guide/runtime-configuration/#update-a-member; https://www.rabbitmq.com/docs/clustering#node-names',
  judge({ group, health }) {
    if (!isStateful(group) || persistenceOf(group).privateIp) return [];
    const message = `${group.id} does not persist private addresses: every instance comes back at another one`;
    // A member that comes back at another address is none of those listed; a restart under a changed list broke ensembles.
    const [kind] = (health ?? []).flatMap((name) => listedByAddress[name] ?? []);
    if (kind !== undefined) {
      return [
        { subject: group.id, message, hint: `Turn shouldPersistPrivateIp on. ${kind} knows its members by address.` },
      ];
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
