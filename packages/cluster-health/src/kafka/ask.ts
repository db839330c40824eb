import {
  ConfigResourceTypes,
  describeConfigsV2,
  describeConfigsV4,
  describeQuorumV1,
  describeQuorumV2,
  metadataV12,
  metadataV9,
  ResponseError,
} from '@platformatic/kafka';
import { reasonOf } from './reason.ts';
import type { KafkaSession } from './session.ts';
import type { Gap } from '../kind/gap.ts';
import type { Controller, Quorum, BrokerView } from './snapshot.ts';

const minInSyncReplicas = 'min.insync.replicas';

/** A topic that nobody has. Whoever may see all topics is told so, and whoever may not is told that. */
const noSuchTopic = 'esg-recycler.no-such-topic';

const topicAuthorizationFailed = 29;

/** Topics whose configuration is asked for at a time. */
const topicsAtOnce = 500;

const metadataTopic = { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] };

/**
 * Asks a broker for all that it knows of the cluster.
 *
 * @throws Error where it does not tell of its partitions; that it cannot tell of anything else is a gap
 */
export async function askBroker(session: KafkaSession): Promise<BrokerView> {
  const { connection } = session;
  const metadata = session.pick([metadataV12.api, metadataV9.api]);
  if (!metadata) throw new Error('Kafka 2.4 or newer is needed');
  const [probe] = (await evenWithErrors(metadata.async(connection, [noSuchTopic], false))).topics;
  if (probe?.errorCode === topicAuthorizationFailed) {
    throw new Error('its user may not DESCRIBE all topics, and those that it may not are hidden from it');
  }
  const answer = await evenWithErrors(metadata.async(connection, null, false));
  const topics = answer.topics
    .map((topic) => ({ ...topic, name: topic.name ?? '' }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const [minInSync, quorum] = await Promise.all([
    askMinInSync(
      session,
      topics.map(({ name }) => name),
    ),
    askQuorum(session, answer.controllerId).catch((error: unknown): Gap => ({ why: reasonOf(error) })),
  ]);
  return {
    clusterId: answer.clusterId ?? '',
    brokers: answer.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
    partitions: topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
        topic: name,
        index: partitionIndex,
        leader: leaderId,
        replicas: replicaNodes,
        inSync: isrNodes,
      })),
    ),
    minInSync,
    quorum,
  };
}

/**
 * Asks for the quorum; a broker asks the active controller for it. The controller that a broker's metadata name is just
 * any broker.
 *
 * @param zooKeeperController who is the controller where there is no quorum: there the metadata do name it
 */
async function askQuorum(session: KafkaSession, zooKeeperController?: number): Promise<Quorum> {
  const call = session.pick([describeQuorumV2.api, describeQuorumV1.api]);
  if (!call) {
    if (zooKeeperController === undefined || session.knows(describeQuorumV2.api)) {
      throw new Error('it speaks no version of DescribeQuorum that is understood; Kafka 3.3 or newer is needed');
    }
    return { leader: zooKeeperController, epoch: 0, voters: [], observers: [] };
  }
  const { topics, nodes } = await call.async(session.connection, [metadataTopic]);
  const [partition] = topics[0]?.partitions ?? [];
  if (!partition) throw new Error('DescribeQuorum tells nothing of __cluster_metadata');
  const hosts = new Map(nodes.map(({ nodeId, listeners }) => [nodeId, listeners.map(({ host }) => host)]));
  return {
    leader: partition.leaderId,
    epoch: partition.leaderEpoch,
    voters: partition.currentVoters.map(({ replicaId, lastCaughtUpTimestamp }) => ({
      id: replicaId,
      lastCaughtUp: Number(lastCaughtUpTimestamp),
      hosts: hosts.get(replicaId) ?? [],
    })),
    observers: partition.observers.map(({ replicaId }) => replicaId),
  };
}

/** Asks a controller, by its own listener. One that is not the active one answers, and has nothing to tell. */
export async function askController(session: KafkaSession): Promise<Controller> {
  try {
    return { quorum: await askQuorum(session) };
  } catch (error) {
    const isStandby = error instanceof ResponseError && error.findBy('apiId', 'NOT_LEADER_OR_FOLLOWER') !== null;
    if (isStandby) return {};
    throw error;
  }
}

async function askMinInSync(session: KafkaSession, topics: readonly string[]): Promise<BrokerView['minInSync']> {
  const found = new Map<string, number | Gap>();
  for (let first = 0; first < topics.length; first += topicsAtOnce) {
    const some = topics.slice(first, first + topicsAtOnce);
    try {
      for (const [topic, value] of await askMinInSyncOfSome(session, some)) found.set(topic, value);
    } catch (error) {
      for (const topic of some) found.set(topic, { why: reasonOf(error) });
    }
  }
  return found;
}

async function askMinInSyncOfSome(session: KafkaSession, topics: readonly string[]): Promise<[string, number | Gap][]> {
  const call = session.pick([describeConfigsV4.api, describeConfigsV2.api]);
  if (!call) throw new Error('it speaks no version of DescribeConfigs that is understood');
  const resources = topics.map((resourceName) => ({
    resourceType: ConfigResourceTypes.TOPIC,
    resourceName,
    configurationKeys: [minInSyncReplicas],
  }));
  const { results } = await evenWithErrors(call.async(session.connection, resources));
  return results.map(({ resourceName, configs, errorCode, errorMessage }) => {
    const value = Number(configs.find(({ name }) => name === minInSyncReplicas)?.value ?? Number.NaN);
    const why = errorMessage ?? `error ${errorCode}`;
    return [resourceName, Number.isInteger(value) ? value : { why: errorCode === 0 ? 'no value is told' : why }];
  });
}

/** An answer in which a single partition or topic has an error is thrown by the client, and yet it is the answer. */
const evenWithErrors = <Answer>(asked: Promise<Answer>): Promise<Answer> =>
  asked.catch((error: unknown) => {
    const { response } = (error instanceof ResponseError ? error : {}) as { response?: Answer };
    if (response) return response;
    throw error;
  });
