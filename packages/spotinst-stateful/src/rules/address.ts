import { isStateful, persistenceOf } from '@esg-recycler/spotinst-client';
import type { GroupRule } from './rule.ts';

/** Systems that list their members by address, or by a host name derived from it, with the name to print. */
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
    const message = `${group.id} does not persist private IP addresses: every recycled instance gets a new one`;
    // A member with a new address is not in the list. Rolling restarts with a changed list have broken ensembles.
    const [kind] = (health ?? []).flatMap((name) => listedByAddress[name] ?? []);
    if (kind !== undefined) {
      return [
        {
          subject: group.id,
          message,
          hint: `Set shouldPersistPrivateIp to true: ${kind} identifies its members by address.`,
        },
      ];
    }
    const hint =
      'Continue only if members and clients do not find each other by IP address. Otherwise set shouldPersistPrivateIp to true.';
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
      const message = `${group.id} has a pool of ${pool.length} private IP addresses and ${paused.length} PAUSED instance${paused.length === 1 ? '' : 's'}: Spot keeps one PAUSED instance for every address in the pool that was never used`;
      const hint =
        'Remove the unused addresses from compute.privateIps; Spot then removes their instances. Resume the other PAUSED instances.';
      return [{ subject: group.id, message, hint }];
    }),
};

export const addressRules: readonly GroupRule[] = [addressNotPersisted, privateIpPool];
