import { EsgError, ExitCode } from '@esg-recycler/core';

/** What a kind of failure means, and what to do about it. The first that applies counts. */
const rules: readonly { code: string; names: RegExp; why: string; hint: string }[] = [
  {
    code: 'aws-forbidden',
    names: /^(UnauthorizedOperation|AccessDenied(Exception)?|OptInRequired)$/,
    why: 'the credentials may not do this',
    hint: 'Allow ec2:DescribeInstances there, or set strict_permissions: false, which goes on without the details.',
  },
  {
    code: 'aws-unauthorized',
    names:
      /^(CredentialsProviderError|TokenProviderError|AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|RequestExpired|ExpiredToken(Exception)?|InvalidGrantException)$/,
    why: 'there are no valid AWS credentials for it',
    hint: 'Check aws_profile (AWS_PROFILE), log in again (aws sso login), and see that the region is enabled for the account.',
  },
  {
    code: 'aws-unreachable',
    names:
      /^(TimeoutError|NetworkingError|RequestLimitExceeded|Throttling.*|TooManyRequestsException|ServiceUnavailable|Unavailable|InternalError|InternalFailure|E[A-Z]+)$/,
    why: 'EC2 could not be reached, or is too busy',
    hint: 'Try again; check the network and, where it is set, AWS_ENDPOINT_URL. Behind a proxy, set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY.',
  },
  {
    code: 'aws-failed',
    names: /(?:)/,
    why: 'EC2 did not answer as it should',
    hint: 'The message holds what it says; want_ec2_details: false does without.',
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

/** The error for a sweep that failed, naming region and profile; its cause is left out, for it may hold credentials. */
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
