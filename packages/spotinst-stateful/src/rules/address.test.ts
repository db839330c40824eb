import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { judgeGroup } from './findings.ts';
import { groupOf, instanceOf, snapshotOf } from '../fixtures.ts';
import type { ClusterSnapshot } from './rule.ts';

const moving = (shouldPersistPrivateIp: boolean | null) => ({
  group: groupOf({ persistence: { shouldPersistPrivateIp } }),
});
const pooled = (privateIps: string[] | null, ...states: string[]): Partial<ClusterSnapshot> => {
  const group = { ...groupOf(), compute: { ...groupOf().compute, privateIps } };
  const instances: StatefulInstance[] = states.map((state, index) => instanceOf({ id: `ssi-${index}`, state }));
  return { group, members: [{ group, instances, rolls: [] }] };
};
const pool = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];

describe('addresses', () => {
  it.each<[string, Partial<ClusterSnapshot>, string[]]>([
    ['persisted', moving(true), []],
    ['persisted, under ZooKeeper', { ...moving(true), health: ['zookeeper'] }, []],
    ['not persisted', moving(false), ['warn address-not-persisted']],
    ['not persisted, flag null', moving(null), ['warn address-not-persisted']],
    ['not persisted, under Kafka', { ...moving(false), health: ['kafka'] }, ['warn address-not-persisted']],
    ['not persisted, under ZooKeeper', { ...moving(false), health: ['zookeeper'] }, ['block address-not-persisted']],
    ['not persisted, under etcd', { ...moving(false), health: ['etcd'] }, ['block address-not-persisted']],
    [
      'not persisted, under RabbitMQ and a command',
      { ...moving(false), health: ['command', 'rabbitmq'] },
      ['block address-not-persisted'],
    ],
    ['no pool', pooled(null, 'ACTIVE', 'ACTIVE', 'PAUSED'), []],
    ['an empty pool', pooled([], 'ACTIVE', 'ACTIVE', 'PAUSED'), []],
    ['a pool without spare addresses', pooled(pool.slice(1), 'ACTIVE', 'ACTIVE', 'ACTIVE'), []],
    ['a pool with spare addresses', pooled(pool, 'ACTIVE', 'ACTIVE', 'ACTIVE', 'PAUSED'), ['warn private-ip-pool']],
  ])('%s', (_, fields, expected) => {
    const findings = judgeGroup(snapshotOf(fields));
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });
});
