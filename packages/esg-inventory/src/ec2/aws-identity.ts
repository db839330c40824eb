/** What decides whom AWS takes us for, and where AWS is; names only, so nothing secret is in a digest of it. */
const variables = ['AWS_ACCESS_KEY_ID', 'AWS_ROLE_ARN', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2'] as const;

/** As whom, and where, AWS is asked: a part of the keys of its answers. */
export const awsIdentity = (
  profile: string | undefined,
  env: Record<string, string | undefined>,
): readonly (string | null)[] => [profile ?? null, ...variables.map((name) => env[name] ?? null)];
