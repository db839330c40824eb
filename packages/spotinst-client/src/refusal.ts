import { ExitCode } from '@esg-recycler/core';
import type { CallSite } from './call.ts';
import type { Envelope } from './envelope.ts';
import { exitCodeFor, SpotError, type RequestOutcome, type ReportedError } from './spot-error.ts';
import type { HttpAnswer } from './transport.ts';

interface Refusal {
  status: number;
  site: CallSite;
  isRead: boolean;
  /** Whether Spot reports an error whose code matches. */
  reports: (code: RegExp) => boolean;
}

/** One kind of refusal: when it applies, what it means, and what to do. */
interface Rule {
  code: string;
  when: (refusal: Refusal) => boolean;
  why: (site: CallSite) => string;
  hint: string;
  outcome: (refusal: Refusal) => RequestOutcome;
  transient?: boolean;
  exitCode?: ExitCode;
}

const refused = (): RequestOutcome => 'refused';
const unknown = (): RequestOutcome => 'unknown';

/** The first matching rule applies. */
const rules: readonly Rule[] = [
  {
    code: 'group-unknown',
    when: ({ reports }) => reports(/^GROUP_DOESNT_EXIST$/),
    why: ({ accountId }) => `account ${accountId} has no such group`,
    hint: 'Check the group id, and that spotinst_account_id (SPOTINST_ACCOUNT_ID) names the account that owns it.',
    outcome: refused,
    exitCode: ExitCode.usage,
  },
  {
    code: 'spot-unauthorized',
    when: ({ status }) => status === 401,
    why: ({ accountId }) =>
      `Spot rejected the credentials: the token is wrong or has no access to account ${accountId}`,
    hint: 'Check spotinst_api_token (SPOTINST_API_TOKEN) and spotinst_account_id (SPOTINST_ACCOUNT_ID).',
    outcome: refused,
  },
  {
    code: 'spot-forbidden',
    when: ({ status }) => status === 403,
    why: ({ accountId }) => `the token does not have this permission in account ${accountId}`,
    hint: 'Use a token whose user can view the Elastigroups of that account, and edit them for a recycle.',
    outcome: refused,
  },
  {
    code: 'spot-rate-limited',
    when: ({ status }) => status === 429,
    why: () => 'the organization sends too many requests',
    hint: 'Try again in a minute. All tools and users of the organization share the limit; Spot raises it on request.',
    outcome: refused,
    transient: true,
  },
  {
    code: 'aws-throttled',
    when: ({ reports }) => reports(/^(RequestLimitExceeded|Throttl.*)$/),
    why: () => 'AWS throttles Spot',
    hint: 'Try again in a few minutes. Something else in the AWS account uses its request limit.',
    // AWS may have throttled Spot in the middle of a change.
    outcome: ({ isRead }) => (isRead ? 'refused' : 'unknown'),
    transient: true,
  },
  {
    code: 'spot-unavailable',
    when: ({ status }) => status >= 500 || status === 408,
    why: () => 'Spot or a gateway in front of it failed',
    hint: 'Try again in a few minutes. Check the status page of Spot for an outage.',
    outcome: unknown,
    transient: true,
  },
  {
    code: 'spot-redirected',
    when: ({ status }) => status < 400,
    why: ({ origin }) => `${origin} redirects to another URL, and the token is not sent there`,
    hint: 'Set spotinst_api_url (SPOTINST_API_URL) to the URL of the Spot API itself.',
    outcome: refused,
  },
  {
    code: 'spot-refused',
    when: ({ isRead }) => isRead,
    why: () => 'Spot refused the request',
    hint: 'The message has the reason from Spot. Check the group in the Spot console.',
    outcome: refused,
  },
  {
    code: 'spot-refused',
    when: () => true,
    why: () => 'Spot refused the request',
    hint: 'Nothing was changed. The message has the reason from Spot. Check the group in the Spot console.',
    outcome: refused,
    exitCode: ExitCode.failed,
  },
];

const longestPage = 100_000;

const written = ({ code, message, field }: ReportedError): string =>
  [code, message].filter(Boolean).join(': ') + (field ? ` (field ${field})` : '');

/** The text of the server: its errors, its data, its status, or the text of an HTML page. */
function wordsOf(body: string, envelope: Envelope | undefined): string {
  if (!envelope)
    return body.length > longestPage ? '' : body.replaceAll(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ');
  const { errors, data, status } = envelope.response;
  if (errors?.length) return errors.map(written).join('; ');
  return typeof data === 'string' ? data : (status?.message ?? '');
}

/**
 * The error for a response that is not a success, with the server's text and request id. Exit code 5; 2 for an unknown
 * group; 1 when a change was refused or may have been made.
 */
export function refusal(answer: HttpAnswer, site: CallSite, envelope: Envelope | undefined): SpotError {
  const { status } = answer;
  const clean = (value: string | null) => (value === null ? null : site.clean(value));
  const reported = (envelope?.response.errors ?? []).map(({ code, message, field }) => ({
    code: clean(code),
    message: clean(message),
    field: clean(field),
  }));
  const about: Refusal = {
    status,
    site,
    isRead: site.method === 'GET',
    reports: (code) => reported.some((error) => error.code !== null && code.test(error.code)),
  };
  const rule = rules.find(({ when }) => when(about)) as Rule;
  const outcome = rule.outcome(about);
  const requestId = clean(envelope?.request?.id ?? null) ?? undefined;
  const words = site.clean(wordsOf(answer.body, envelope));
  const message = `${site.method} ${site.path} (account ${site.accountId}): ${rule.why(site)}${words && `: ${words}`}`;

  return new SpotError(`${message} [HTTP ${status}${requestId ? `, request ${requestId}` : ''}]`, {
    code: rule.code,
    exitCode: rule.exitCode ?? exitCodeFor(site.method, outcome),
    outcome,
    transient: rule.transient,
    status,
    requestId,
    reported,
    hint: rule.hint,
  });
}
