import http from 'node:http';
import https from 'node:https';
import { EC2Client, type Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { compare, sortedByKey } from '../sorted.ts';
import { askMetadataDirectly } from './metadata-directly.ts';
import { ec2Error } from './ec2-error.ts';
import type { Ec2Instance } from './ec2-instance.ts';

export interface DescribeOptions {
  region: string;
  /** The ids of Elastigroups. */
  groupIds: readonly string[];
  /** A profile of the AWS files; undefined leaves the choice to the AWS credential chain. */
  profile?: string;
  /** The timeout of one HTTP request. */
  timeoutMs: number;
}

/** Spot sets this tag on every instance that it launches. */
const groupTag = 'tag:spotinst:aws:ec2:group:id';
/** The maximum number of values of one filter: a limit of DescribeInstances, as is the page size. */
const mostValues = 200;
const pageSize = 1000;

const orNull = (text: string | undefined): string | null => text || null;

const asPlain = (instance: Instance): Ec2Instance => ({
  architecture: orNull(instance.Architecture),
  availabilityZone: orNull(instance.Placement?.AvailabilityZone),
  iamInstanceProfile: orNull(instance.IamInstanceProfile?.Arn),
  imageId: orNull(instance.ImageId),
  instanceId: orNull(instance.InstanceId),
  instanceType: orNull(instance.InstanceType),
  keyName: orNull(instance.KeyName),
  launchTime: instance.LaunchTime?.toISOString() ?? null,
  lifecycle: orNull(instance.InstanceLifecycle),
  privateDnsName: orNull(instance.PrivateDnsName),
  privateIpAddress: orNull(instance.PrivateIpAddress),
  publicDnsName: orNull(instance.PublicDnsName),
  publicIpAddress: orNull(instance.PublicIpAddress),
  securityGroups: (instance.SecurityGroups ?? [])
    .map(({ GroupId, GroupName }) => ({ groupId: orNull(GroupId), groupName: orNull(GroupName) }))
    .toSorted((a, b) => compare(a.groupId ?? '', b.groupId ?? '')),
  state: orNull(instance.State?.Name),
  subnetId: orNull(instance.SubnetId),
  tags: sortedByKey((instance.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  vpcId: orNull(instance.VpcId),
});

function createClient({ region, profile, timeoutMs }: DescribeOptions): EC2Client {
  askMetadataDirectly(process.env);
  return new EC2Client({
    region,
    profile,
    credentials: fromNodeProviderChain({ profile, clientConfig: { region } }),
    // Node's global agents honor its proxy settings; the agents of the SDK do not.
    requestHandler: {
      httpAgent: http.globalAgent,
      httpsAgent: https.globalAgent,
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
  });
}

/**
 * Every instance of some groups in one region: one paginated DescribeInstances per 200 groups, not one call per
 * instance.
 *
 * @throws EsgError exit code 5: `aws-forbidden`, `aws-unauthorized`, `aws-unreachable`, `aws-failed`
 */
export async function describeInstances(options: DescribeOptions): Promise<Ec2Instance[]> {
  const { groupIds } = options;
  const instances: Ec2Instance[] = [];
  try {
    const client = createClient(options);
    for (let start = 0; start < groupIds.length; start += mostValues) {
      const Filters = [{ Name: groupTag, Values: groupIds.slice(start, start + mostValues) }];
      for await (const { Reservations = [] } of paginateDescribeInstances({ client, pageSize }, { Filters })) {
        for (const { Instances = [] } of Reservations) instances.push(...Instances.map(asPlain));
      }
    }
  } catch (error) {
    throw ec2Error(error, options);
  }
  return instances;
}
