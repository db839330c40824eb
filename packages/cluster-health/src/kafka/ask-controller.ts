import { describeClusterV1, metadataV9, ResponseError } from '@platformatic/kafka';
import type { Gap } from '../kind/gap.ts';
import { askIdentity } from './ask-identity.ts';
import { askQuorum } from './ask-quorum.ts';
import type { Recognize } from './places.ts';
import { reasonOf, WrongListenerError } from './reason.ts';
import type { KafkaSession } from './session.ts';
import type { Controller } from './snapshot.ts';

/** Requests the endpoints of controllers instead of those of brokers. */
const controllerEndpoints = 2;

/**
 * Reads from a controller, at its own listener. Only the active controller reports the quorum.
 *
 * @param recognize guesses which of the controllers responds
 * @throws Error if it does not respond as a controller
 */
export async function askController(session: KafkaSession, recognize: Recognize): Promise<Controller> {
  if (session.knows(metadataV9.api)) throw new WrongListenerError('broker');
  const quorum = await askQuorum(session).catch((error: unknown) => {
    if (isStandby(error)) return undefined;
    throw error;
  });
  const call = session.pick([describeClusterV1.api]);
  const cluster = await call?.async(session.connection, false, controllerEndpoints).catch(() => undefined);
  const registered = (cluster?.brokers ?? []).map(({ brokerId, host, port }) => ({
    id: brokerId,
    endpoints: [{ host, port }],
  }));
  const identity = await recognize(registered)
    .then((guess) => askIdentity(session, guess))
    .catch((error: unknown): Gap => ({ why: reasonOf(error) }));
  return { ...(quorum && { quorum }), ...(cluster && { clusterId: cluster.clusterId }), registered, identity };
}

const isStandby = (error: unknown): boolean =>
  error instanceof ResponseError && error.findBy('apiId', 'NOT_LEADER_OR_FOLLOWER') !== null;
