import { isObject, type JsonObject, valueAt } from './json.ts';
import { merge } from './merge.ts';
import type { GroupSeed } from './scenario.ts';

/** A typical group: one stateful service with persisted addresses and data volumes. */
const typical: JsonObject = {
  description: 'A stateful service',
  region: 'us-east-1',
  capacity: { minimum: 0, maximum: 0, target: 0, unit: 'instance' },
  strategy: {
    risk: 100,
    availabilityVsCost: 'availabilityOriented',
    drainingTimeout: 120,
    fallbackToOd: true,
    persistence: {
      shouldPersistPrivateIp: true,
      shouldPersistBlockDevices: true,
      shouldPersistRootDevice: false,
      blockDevicesMode: 'reattach',
    },
    revertToSpot: { performAt: 'never' },
  },
  compute: {
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large', 'm5a.large'] },
    availabilityZones: [{ name: 'us-east-1a', subnetId: 'subnet-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'] }],
    product: 'Linux/UNIX',
    launchSpecification: {
      healthCheckType: 'EC2',
      healthCheckGracePeriod: 300,
      autoHealing: true,
      securityGroupIds: ['sg-0dfc2c8760df6fec7'],
      monitoring: false,
      ebsOptimized: false,
      keyPair: 'ops',
      // cspell:disable-next-line
      userData: 'IyEvYmluL3NoCmVjaG8gaGVsbG8K',
      blockDeviceMappings: [
        { deviceName: '/dev/xvdx', ebs: { deleteOnTermination: false, volumeSize: 500, volumeType: 'gp3' } },
      ],
    },
  },
  scaling: {},
  scheduling: {},
  thirdPartiesIntegration: {},
  createdAt: '2019-02-04T10:05:00.000Z',
  updatedAt: '2025-06-01T08:00:00.000Z',
};

/** The document of a group for its seed. */
export function documentOf(seed: GroupSeed, id: string, instances: number): JsonObject {
  const size = { minimum: instances, maximum: instances, target: instances };
  const strategy: JsonObject = { ...(typical['strategy'] as JsonObject) };
  if (seed.persistence === null) delete strategy['persistence'];
  else if (seed.persistence) strategy['persistence'] = seed.persistence;
  const basis = {
    id,
    name: seed.name ?? `group ${id}`,
    ...typical,
    strategy,
  };
  const requested = { capacity: size, compute: { launchSpecification: { imageId: seed.image } } };
  return structuredClone(merge(merge(basis, requested), seed.group));
}

export const imageOf = (document: JsonObject): string =>
  String(valueAt(document, 'compute', 'launchSpecification', 'imageId'));

/** What a recycle keeps. */
export interface PersistedParts {
  address: boolean;
  root: boolean;
  volumes: 'none' | 'reattach' | 'onLaunch';
}

export function persistenceOf(document: JsonObject): PersistedParts {
  const flags = valueAt(document, 'strategy', 'persistence');
  const { shouldPersistPrivateIp, shouldPersistRootDevice, shouldPersistBlockDevices, blockDevicesMode } = isObject(
    flags,
  )
    ? flags
    : {};
  const mode = blockDevicesMode === 'reattach' ? 'reattach' : 'onLaunch';
  return {
    address: shouldPersistPrivateIp === true,
    root: shouldPersistRootDevice === true,
    volumes: shouldPersistBlockDevices === true ? mode : 'none',
  };
}
