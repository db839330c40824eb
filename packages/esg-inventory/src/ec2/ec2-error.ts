import { EsgError, ExitCode } from '@esg-recycler/core';

/** The kinds of failure: what they mean, and what to do. The first match applies. */
const rules: readonly { code: string; names: RegExp; why: string; hint: string }[] = [
  {
    code: 'aws-forbidden',
    names: /^(UnauthorizedOperation|AccessDenied(Exception)?|OptInRequired)$/,
    why: 'the credentials do not have this permission',
    hint: 'Allow ec2:DescribeInstances in that region, or set strict_permissions: false to continue without the details.',
  },
  {
    code: 'aws-unauthorized',
    names:
      /^(CredentialsProviderError|TokenProviderError|AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|RequestExpired|ExpiredToken(Exception)?|InvalidGrantException)$/,
    why: 'there are no valid AWS credentials for the region',
    hint: 'Check aws_profile (AWS_PROFILE), log in again (aws sso login), and check that the region is enabled for the account.',
  },
  {
    code: 'aws-unreachable',
    names:
      /^(TimeoutError|NetworkingError|RequestLimitExceeded|Throttling.*|TooManyRequestsException|ServiceUnavailable|Unavailable|InternalError|InternalFailure|E[A-Z]+)$/,
    why: 'EC2 is unreachable or too busy',
    hint: 'Try again. Check the network and, if set, AWS_ENDPOINT_URL. Behind a proxy, set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY.',
  },
  {
    code: 'aws-failed',
    names: /(?:)/,
    why: 'EC2 returned an unexpected response',
    hint: 'The message has the reason from EC2. Set want_ec2_details: false to continue without EC2.',
  },
];

const longestWords = 500;

const namesOf = (error: unknown): string[] => {
  const { name, code, $metadata } = (error ?? {}) as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const isOutage = ($metadata?.httpStatusCode ?? 0) >= 500;
  return [name, code, isOutage && 'Unavailable'].filter((one) => typeof one === 'string');
};

/** The error for a failed query, with region and profile. Without its cause, which can contain credentials. */
export function ec2Error(error: unknown, { region, profile }: { region: string; profile?: string }): EsgError {
  const names = namesOf(error);
  const rule = rules.find((one) => names.some((name) => one.names.test(name))) ?? rules.at(-1)!;
  const words = ((error as Partial<Error> | undefined)?.message ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, longestWords);
  const from = profile === undefined ? 'no AWS profile' : `AWS profile ${profile}`;
  const reported = [names.find((name) => name !== 'Error'), words].filter(Boolean).join(': ');
  return new EsgError(`DescribeInstances in ${region} (${from}): ${rule.why}: ${reported}`, {
    code: rule.code,
    exitCode: ExitCode.unreachable,
    hint: rule.hint,
  });
}
