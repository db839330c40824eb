import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type CachedReadsOptions, createCachedReads } from '../cached-reads.ts';
import { awsIdentity } from './aws-identity.ts';
import { type Ec2Instance, ec2InstanceShape } from './ec2-instance.ts';

export interface Ec2SourceOptions extends CachedReadsOptions {
  /** See {@link cacheScope}. */
  scope: string;
  profile?: string;
  timeoutMs: number;
  env?: Record<string, string | undefined>;
}

/** The EC2 instances of some groups in one region, from the cache or from EC2. */
export type Ec2Source = (region: string, groupIds: readonly string[]) => Promise<Ec2Instance[]>;

const digestOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** Loads the SDK on the first call. */
export function createEc2Source({
  scope,
  profile,
  timeoutMs,
  env = process.env,
  ...reads
}: Ec2SourceOptions): Ec2Source {
  const read = createCachedReads(reads);
  const identity = awsIdentity(profile, env);
  return (region, groupIds) =>
    read({
      key: ['inventory', scope, 'ec2', digestOf([identity, region, groupIds])].join(':'),
      shape: z.array(ec2InstanceShape),
      subject: `the EC2 instances in ${region}`,
      ask: async () => {
        const { describeInstances } = await import('./describe-instances.ts');
        return describeInstances({ region, groupIds, profile, timeoutMs });
      },
    });
}
