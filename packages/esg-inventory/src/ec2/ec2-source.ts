import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type CachedReadsOptions, createCachedReads } from '../cached-reads.ts';
import { type Ec2Instance, ec2InstanceShape } from './ec2-instance.ts';

export interface Ec2SourceOptions extends CachedReadsOptions {
  /** See {@link cacheScope}. */
  scope: string;
  profile?: string;
  timeoutMs: number;
  env?: Record<string, string | undefined>;
}

/** The EC2 instances of some groups in one region, from the cache where it has them, else from EC2. */
export type Ec2Source = (region: string, groupIds: readonly string[]) => Promise<Ec2Instance[]>;

/** What decides whom AWS takes us for, and where AWS is; names only, so nothing secret is in the digest. */
const identity = ['AWS_ACCESS_KEY_ID', 'AWS_ROLE_ARN', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2'] as const;

const digestOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** The SDK is loaded with the first call and not before. */
export function createEc2Source({
  scope,
  profile,
  timeoutMs,
  env = process.env,
  ...reads
}: Ec2SourceOptions): Ec2Source {
  const read = createCachedReads(reads);
  const asWhom = [profile ?? null, ...identity.map((name) => env[name] ?? null)];
  return (region, groupIds) =>
    read({
      key: ['inventory', scope, 'ec2', digestOf([asWhom, region, groupIds])].join(':'),
      shape: z.array(ec2InstanceShape),
      subject: `the EC2 instances in ${region}`,
      ask: async () => {
        const { describeInstances } = await import('./describe-instances.ts');
        return describeInstances({ region, groupIds, profile, timeoutMs });
      },
    });
}
