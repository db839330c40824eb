import type { ScenarioInput } from '@esg-recycler/spot-simulator';

const tagged = (tags: Record<string, string>, region = 'us-east-1') => ({
  region,
  compute: {
    launchSpecification: { tags: Object.entries(tags).map(([tagKey, tagValue]) => ({ tagKey, tagValue })) },
  },
});

/**
 * The groups of the scenario playbooks. `act-1`: Kafka in two regions, Kafka of the test environment, and ZooKeeper
 * without persisted addresses, one of whose instances is paused; in `act-2` a group with a name and one with an address
 * that `act-1` has too.
 */
export const world: ScenarioInput = {
  organizations: [{ accounts: ['act-1', 'act-2'] }],
  groups: [
    {
      id: 'sig-kafka-a',
      name: 'kafka-a',
      image: 'ami-new',
      group: tagged({ Environment: 'prod', Name: 'kafka', role: 'broker' }),
      instances: [
        { id: 'ssi-ka1', privateIp: '10.0.0.1', imageId: 'ami-old', instanceId: 'i-ka1' },
        { id: 'ssi-ka2', privateIp: '10.0.0.2' },
      ],
    },
    {
      id: 'sig-kafka-b',
      name: 'kafka-b',
      image: 'ami-new',
      group: tagged({ Environment: 'prod', Name: 'kafka', role: 'broker' }, 'eu-west-1'),
      instances: [{ id: 'ssi-kb1', privateIp: '10.0.1.1', imageId: 'ami-old' }],
    },
    {
      id: 'sig-kafka-test',
      name: 'kafka-test',
      image: 'ami-new',
      group: tagged({ Environment: 'test', role: 'broker' }),
      instances: [{ id: 'ssi-kt1', privateIp: '10.0.2.1', imageId: 'ami-old' }],
    },
    {
      id: 'sig-zk',
      name: 'zookeeper',
      group: tagged({ role: 'quorum' }),
      persistence: { shouldPersistPrivateIp: false, shouldPersistBlockDevices: true, blockDevicesMode: 'reattach' },
      instances: [
        { id: 'ssi-z1', privateIp: '10.0.3.1', instanceId: 'i-z1' },
        { id: 'ssi-z2', state: 'PAUSED' },
      ],
    },
    {
      id: 'sig-elsewhere',
      name: 'kafka-a',
      account: 'act-2',
      group: tagged({ role: 'broker' }),
      instances: [{ id: 'ssi-e1', privateIp: '10.9.0.1' }],
    },
    {
      id: 'sig-twin',
      name: 'twin',
      account: 'act-2',
      group: tagged({ role: 'broker' }),
      instances: [{ id: 'ssi-t1', privateIp: '10.0.0.1' }],
    },
  ],
};
