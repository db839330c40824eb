import type { Group, StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Ec2Instance } from './ec2/ec2-instance.ts';
import type { GroupAnswer } from './hosts.ts';
import type { RunningInstance } from './shapes.ts';

interface GroupOptions {
  id: string;
  name: string;
  accountId?: string;
  image?: string | null;
  tags?: { tagKey: string; tagValue: string }[];
  rootDevice?: boolean;
  region?: string | null;
}

/** A stateful group and its instances, as Spot returns them; for tests. */
export function answerOf(
  { id, name, accountId = 'act-1234', image = 'ami-2', tags, rootDevice = false, region = 'us-east-1' }: GroupOptions,
  instances: StatefulInstance[],
  status: RunningInstance[] = [],
): GroupAnswer {
  const group: Group = {
    id,
    name,
    region,
    strategy: { persistence: { shouldPersistPrivateIp: true, shouldPersistRootDevice: rootDevice } },
    compute: { launchSpecification: { imageId: image, tags } },
  };
  return { accountId, group, instances, status };
}

export const instanceOf = (changes: Partial<StatefulInstance> = {}): StatefulInstance => ({
  id: 'ssi-0001',
  state: 'ACTIVE',
  instanceId: 'i-0001',
  privateIp: null,
  imageId: 'ami-1',
  devices: [],
  launchedAt: '2019-04-03T08:36:44.000Z',
  createdAt: '2019-02-04T10:10:31.000Z',
  ...changes,
});

export const statusOf = (changes: Partial<RunningInstance> = {}): RunningInstance => ({
  instanceId: 'i-0001',
  instanceType: null,
  availabilityZone: null,
  privateIp: null,
  publicIp: null,
  spotInstanceRequestId: null,
  ...changes,
});

export const ec2Of = (changes: Partial<Ec2Instance> = {}): Ec2Instance => ({
  architecture: null,
  availabilityZone: null,
  iamInstanceProfile: null,
  imageId: null,
  instanceId: 'i-0001',
  instanceType: null,
  keyName: null,
  launchTime: null,
  lifecycle: null,
  privateDnsName: null,
  privateIpAddress: null,
  publicDnsName: null,
  publicIpAddress: null,
  securityGroups: [],
  state: 'running',
  subnetId: null,
  tags: {},
  vpcId: null,
  ...changes,
});
