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
  EAI_AGAIN: 'the host name could not be resolved',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'there is no route to the host',
  ENETDOWN: 'the network is down',
  ENETUNREACH: 'the network is unreachable',
  ENOTFOUND: 'the host name does not exist',
  EPIPE: 'the connection was closed',
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: 'the response is incomplete',
  ERR_PROXY_TUNNEL: 'the proxy refused the connection',
  ERR_READING_RESPONSE_STREAM: 'the response could not be read',
};

const proxyHint =
  'Check spotinst_api_url (SPOTINST_API_URL) and the network. Behind a proxy, set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY.';

/** Only a request without a connection was certainly not sent. A reused connection counts as a connection. */
const wasNotSent = ({ code, timings }: RequestError): boolean =>
  certificateCodes.has(code) || (timings !== undefined && timings.connect === undefined);

/** The message of the error in a new error: got's error contains the request, and with it the token. */
const causeOf = ({ code, message }: RequestError, { clean }: CallSite): Error =>
  Object.assign(new Error(clean(message)), { code });

/** Turns an error of got into a {@link SpotError}. Any other error is a bug and stays unchanged. */
export function networkError(
  error: unknown,
  site: CallSite,
  limits: { timeoutMs: number; maxAnswerBytes: number },
): unknown {
  if (!(error instanceof RequestError)) return error;
  const request = `${site.method} ${site.path} (account ${site.accountId})`;
  const outcome = wasNotSent(error) ? 'not-sent' : 'unknown';
  const base = {
    outcome,
    exitCode: exitCodeFor(site.method, outcome),
    status: error.response?.statusCode,
    cause: causeOf(error, site),
  } as const;

  if (error.code === 'ERR_ABORTED') {
    return new SpotError(`${request}: the response is larger than ${limits.maxAnswerBytes} bytes`, {
      ...base,
      code: 'spot-answer-invalid',
      hint: 'Check that spotinst_api_url (SPOTINST_API_URL) is the URL of the Spot API.',
    });
  }
  if (error.code === 'ETIMEDOUT') {
    return new SpotError(`${request}: ${site.origin} did not respond within ${formatDuration(limits.timeoutMs)}`, {
      ...base,
      code: 'spot-timeout',
      transient: true,
      hint: `${proxyHint} To wait longer, set spotinst_timeout (SPOTINST_TIMEOUT).`,
    });
  }
  if (certificateCodes.has(error.code)) {
    return new SpotError(`${request}: the certificate of ${site.origin} is not trusted (${error.code})`, {
      ...base,
      code: 'spot-unreachable',
      hint: 'If a proxy or a private CA signs it, set NODE_EXTRA_CA_CERTS to the file of the CA certificate.',
    });
  }
  const reason = transientReasons[error.code] ?? site.clean(error.message);
  return new SpotError(`${request}: cannot reach Spot at ${site.origin}: ${reason} (${error.code})`, {
    ...base,
    code: 'spot-unreachable',
    transient: error.code in transientReasons,
    hint: proxyHint,
  });
}
