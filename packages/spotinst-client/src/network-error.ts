import { formatDuration } from '@esg-recycler/core';
import { RequestError } from 'got';
import type { CallSite } from './call.ts';
import { exitCodeFor, SpotError } from './spot-error.ts';

const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const transientReasons: Record<string, string> = {
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no route to the host',
  ENETDOWN: 'the network is down',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host name is unknown',
  EPIPE: 'the connection was cut',
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: 'the answer was cut short',
  ERR_PROXY_TUNNEL: 'the proxy did not let the connection through',
  ERR_READING_RESPONSE_STREAM: 'the answer could not be read',
};

const proxyHint =
  'Check spotinst_api_url (SPOTINST_API_URL) and the network; behind a proxy, set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY.';

/** Only a request without a connection certainly never left; a reused connection counts as one that was made. */
const neverLeft = ({ code, timings }: RequestError): boolean =>
  certificateCodes.has(code) || (timings !== undefined && timings.connect === undefined);

/** The error's own words, in an error of our own: got's holds the request, and with it the token. */
const causeOf = ({ code, message }: RequestError, { clean }: CallSite): Error =>
  Object.assign(new Error(clean(message)), { code });

/** Turns what got throws into a {@link SpotError}; anything else is a bug and stays what it is. */
export function networkError(
  error: unknown,
  site: CallSite,
  limits: { timeoutMs: number; maxAnswerBytes: number },
): unknown {
  if (!(error instanceof RequestError)) return error;
  const request = `${site.method} ${site.path} (account ${site.accountId})`;
  const outcome = neverLeft(error) ? 'not-sent' : 'unknown';
  const base = {
    outcome,
    exitCode: exitCodeFor(site.method, outcome),
    status: error.response?.statusCode,
    cause: causeOf(error, site),
  } as const;

  if (error.code === 'ERR_ABORTED') {
    return new SpotError(`${request}: the answer is larger than ${limits.maxAnswerBytes} bytes`, {
      ...base,
      code: 'spot-answer-invalid',
      hint: 'Check that spotinst_api_url (SPOTINST_API_URL) is the address of the Spot API.',
    });
  }
  if (error.code === 'ETIMEDOUT') {
    return new SpotError(`${request}: ${site.origin} gave no answer within ${formatDuration(limits.timeoutMs)}`, {
      ...base,
      code: 'spot-timeout',
      transient: true,
      hint: `${proxyHint} spotinst_timeout (SPOTINST_TIMEOUT) sets how long to wait.`,
    });
  }
  if (certificateCodes.has(error.code)) {
    return new SpotError(`${request}: the certificate of ${site.origin} is not trusted (${error.code})`, {
      ...base,
      code: 'spot-unreachable',
      hint: 'If a proxy or a private authority signs it, name its certificate in NODE_EXTRA_CA_CERTS.',
    });
  }
  const reason = transientReasons[error.code] ?? site.clean(error.message);
  return new SpotError(`${request}: could not reach Spot at ${site.origin}: ${reason} (${error.code})`, {
    ...base,
    code: 'spot-unreachable',
    transient: error.code in transientReasons,
    hint: proxyHint,
  });
}
