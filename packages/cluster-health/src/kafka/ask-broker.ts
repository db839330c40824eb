import { metadataV12, metadataV9 } from '@platformatic/kafka';
import type { Gap } from '../kind/gap.ts';
import { askIdentity } from './ask-identity.ts';
import { askOfflineDirs } from './ask-log-dirs.ts';
import { askMinInSync } from './ask-min-in-sync.ts';
import { askQuorum } from './ask-quorum.ts';
import { askReassignments } from './ask-reassignments.ts';
import { evenWithErrors } from './even-with-errors.ts';
import type { Recognize } from './places.ts';
import { NotAllowedError, reasonOf, WrongListenerError } from './reason.ts';
import type { KafkaSession } from './session.ts';
import type { Broker, BrokerView, NodePlace, Reassignment } from './snapshot.ts';

/** A topic that does not exist. A user who may see all topics gets "unknown topic", any other user "not authorized". */
const noSuchTopic = 'esg-recycler.no-such-topic';

const topicAuthorizationFailed = 29;

/** A call that only controllers support. */
const brokerRegistration = { key: 62, version: 0 };

/**
 * Reads what a broker knows about the cluster.
 *
 * @param recognize guesses which of the brokers responds
 * @throws Error if it does not report its partitions; anything else that is missing is a gap
 */
export async function askBroker(session: KafkaSession, recognize: Recognize): Promise<BrokerView> {
  const { connection } = session;
  const metadata = session.pick([metadataV12.api, metadataV9.api]);
  if (!metadata && session.knows(brokerRegistration)) throw new WrongListenerError('controller');
  if (!metadata) throw new Error('Kafka 2.4 or later is required');
  const [probe] = (await evenWithErrors(metadata.async(connection, [noSuchTopic], false))).topics;
  if (probe?.errorCode === topicAuthorizationFailed) {
    throw new NotAllowedError('the user may not DESCRIBE all topics, and the broker hides the others');
  }
  const answer = await evenWithErrors(metadata.async(connection, null, false));
  const topics = answer.topics
    .map((topic) => ({ ...topic, name: topic.name ?? '' }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const brokers = answer.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port }));
  const partitions = topics.flatMap(({ name, partitions: all }) =>
    all.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
      topic: name,
      index: partitionIndex,
      leader: leaderId,
      replicas: replicaNodes,
      inSync: isrNodes,
    })),
  );
  const isBehind = partitions.some(({ replicas, inSync }) => inSync.length < replicas.length);
  const [minInSync, quorum, identity, offlineDirs, reassignments] = await Promise.all([
    askMinInSync(
      session,
      topics.map(({ name }) => name),
    ),
    orGap(askQuorum(session, answer.controllerId)),
    orGap(recognize(brokers.map(placeOf)).then((guess) => askIdentity(session, guess))),
    orGap(askOfflineDirs(session)),
    isBehind ? orGap(askReassignments(session)) : new Map<string, Reassignment>(),
  ]);
  return {
    clusterId: answer.clusterId ?? '',
    brokers,
    partitions,
    minInSync,
    quorum,
    identity,
    offlineDirs,
    reassignments,
  };
}

const orGap = <T>(asked: Promise<T>): Promise<T | Gap> =>
  asked.catch((error: unknown): Gap => ({ why: reasonOf(error) }));

const placeOf = ({ id, host, port }: Broker): NodePlace => ({ id, endpoints: [{ host, port }] });
