import { AuthenticationError, ProtocolError, ResponseError } from '@platformatic/kafka';
import type { Gap } from '../kind/gap.ts';
import type { WrongListener } from './snapshot.ts';

/** Why a broker gave no answer: what it said, or what came in between, down to the first cause. */
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

/** Somebody answers at the port, and is not whom the options say: a controller where a broker is asked, or a broker. */
export class WrongListenerError extends Error {
  readonly listener: WrongListener['listener'];

  constructor(listener: WrongListener['listener']) {
    super(`a ${listener} answers at this port`);
    this.listener = listener;
  }
}

/** The user of the check may not see what it must. */
export class NotAllowedError extends Error {}

const wrongUser = 'Correct the option sasl (mechanism, username, password): the broker refuses it.';
const grant =
  'Allow the user of the option sasl DESCRIBE and DESCRIBE_CONFIGS on all topics and on the cluster: kafka-acls.sh --add --allow-principal User:USERNAME --operation Describe --operation DescribeConfigs --topic "*" --cluster';

/** By the id of the error that the broker answers with. */
const refusals: Record<string, string> = {
  SASL_AUTHENTICATION_FAILED: wrongUser,
  UNSUPPORTED_SASL_MECHANISM:
    'Name in the option sasl.mechanism one that the listener has (sasl.enabled.mechanisms of the broker).',
  ILLEGAL_SASL_STATE:
    'The listener knows no SASL: leave the option sasl out, or name in port the listener that has it.',
  TOPIC_AUTHORIZATION_FAILED: grant,
  CLUSTER_AUTHORIZATION_FAILED: grant,
};

/**
 * What helps where the broker refuses the user, which waiting does not. The client calls it an authentication error as
 * well when a connection ends amid one: that has a cause, which tells.
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

/** Why a node gave no answer, as snapshots have it. */
export const gapOf = (error: unknown): Gap | WrongListener => ({
  why: reasonOf(error),
  ...refusalOf(refusalHint(error)),
  ...(error instanceof WrongListenerError && { listener: error.listener }),
});
