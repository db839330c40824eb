import { z } from 'zod';
import { address, text } from '../shapes.ts';

/** The details of an instance from EC2, in plain fields spelled as in its API. Never its user data. */
export const ec2InstanceShape = z.object({
  architecture: text,
  availabilityZone: text,
  /** Its ARN. */
  iamInstanceProfile: text,
  imageId: text,
  instanceId: text,
  instanceType: text,
  keyName: text,
  launchTime: text,
  /** `spot` or `scheduled`; null for an on-demand instance. */
  lifecycle: text,
  privateDnsName: text,
  privateIpAddress: address,
  publicDnsName: text,
  publicIpAddress: address,
  securityGroups: z.array(z.object({ groupId: text, groupName: text })),
  /** `running`, `stopped`, … */
  state: text,
  subnetId: text,
  tags: z.record(z.string(), z.string()),
  vpcId: text,
});

export type Ec2Instance = z.output<typeof ec2InstanceShape>;
