import { AuthenticationError, ProtocolError, ResponseError } from '@platformatic/kafka';
import type { Gap } from '../kind/gap.ts';
import type { WrongListener } from './snapshot.ts';

/** Why a broker did not respond: its error, or the chain of causes of a failed connection. */
export function reasonOf(error: unknown): string {
  if (error instanceof ResponseError) return [...new Set(error.errors.map(reasonOf))].join('; ');
  if (error instanceof ProtocolError) {
    const { apiId, serverErrorMessage, message } = error as ProtocolError & Record<string, unknown>;
    return `${String(apiId)}: ${typeof serverErrorMessage === 'string' && serverErrorMessage ? serverErrorMessage : message}`;
  }
  if (!(error instanceof Error)) return String(error);
  const message = (error.message || (error as NodeJS.ErrnoException).code || error.name).replace(/\.$/, '');
  return error.cause === undefined ? message : `${message}: ${reasonOf(error.cause)}`;
}

/** The port is served, but by a controller instead of a broker, or the other way round. */
export class WrongListenerError extends Error {
  readonly listener: WrongListener['listener'];

  constructor(listener: WrongListener['listener']) {
    super(`a ${listener} responds at this port`);
    this.listener = listener;
  }
}

/** The user of the health check lacks a permission. */
export class NotAllowedError extends Error {}

const wrongUser = 'Correct the option sasl (mechanism, username, password): the broker rejects it.';
const grant =
  'Grant the user of the option sasl DESCRIBE and DESCRIBE_CONFIGS on all topics and on the cluster: kafka-acls.sh --bootstrap-server BROKER:PORT --add --allow-principal User:USERNAME --operation Describe --operation DescribeConfigs --topic "*" --cluster';

/** By the id of the broker's error. */
const refusals: Record<string, string> = {
  SASL_AUTHENTICATION_FAILED: wrongUser,
  UNSUPPORTED_SASL_MECHANISM:
    'Set the option sasl.mechanism to one that the listener supports (sasl.enabled.mechanisms of the broker).',
  ILLEGAL_SASL_STATE:
    'The listener does not use SASL: remove the option sasl, or set port to the listener that uses it.',
  TOPIC_AUTHORIZATION_FAILED: grant,
  CLUSTER_AUTHORIZATION_FAILED: grant,
};

/**
 * The hint for a broker that rejects the user, which does not resolve on its own. The client also reports an
 * authentication error if the connection ends during the login; that error has a cause.
 */
function refusalHint(error: unknown): string | undefined {
  if (error instanceof NotAllowedError) return grant;
  if (error instanceof ResponseError) return error.errors.map(refusalHint).find((hint) => hint !== undefined);
  if (error instanceof ProtocolError) return refusals[String((error as ProtocolError & Record<string, unknown>).apiId)];
  if (!(error instanceof Error)) return undefined;
  if (error.cause !== undefined) return refusalHint(error.cause);
  return error instanceof AuthenticationError ? wrongUser : undefined;
}

const refusalOf = (hint: string | undefined) => hint !== undefined && { hint, isLasting: true };

/** Why a node did not respond, as a gap of the snapshot. */
export const gapOf = (error: unknown): Gap | WrongListener => ({
  why: reasonOf(error),
  ...refusalOf(refusalHint(error)),
  ...(error instanceof WrongListenerError && { listener: error.listener }),
});
