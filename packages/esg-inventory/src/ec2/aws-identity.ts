/** The variables that determine the AWS identity and endpoint. Only names, so a digest of them contains no secret. */
const variables = ['AWS_ACCESS_KEY_ID', 'AWS_ROLE_ARN', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2'] as const;

/** The AWS identity and endpoint of a query: a part of its cache key. */
export const awsIdentity = (
  profile: string | undefined,
  env: Record<string, string | undefined>,
): readonly (string | null)[] => [profile ?? null, ...variables.map((name) => env[name] ?? null)];
