import { describeQuorumV1, describeQuorumV2 } from '@platformatic/kafka';
import type { KafkaSession } from './session.ts';
import type { Quorum } from './snapshot.ts';

const metadataTopic = { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] };

/**
 * Reads the quorum. A broker forwards the request to the active controller. The controller in a broker's metadata is
 * an arbitrary broker.
 *
 * @param zooKeeperController the controller of a cluster with ZooKeeper, where the metadata does name it
 */
export async function askQuorum(session: KafkaSession, zooKeeperController?: number): Promise<Quorum> {
  const call = session.pick([describeQuorumV2.api, describeQuorumV1.api]);
  if (!call) {
    if (zooKeeperController === undefined || session.knows(describeQuorumV2.api)) {
      throw new Error('it supports no known version of DescribeQuorum; Kafka 3.3 or later is required');
    }
    return { leader: zooKeeperController, epoch: 0, voters: [], observers: [], isDynamic: false };
  }
  const { topics, nodes } = await call.async(session.connection, [metadataTopic]);
  const [partition] = topics[0]?.partitions ?? [];
  if (!partition) throw new Error('DescribeQuorum reports nothing about __cluster_metadata');
  const endpoints = new Map(
    nodes.map(({ nodeId, listeners }) => [nodeId, listeners.map(({ host, port }) => ({ host, port }))]),
  );
  return {
    leader: partition.leaderId,
    epoch: partition.leaderEpoch,
    voters: partition.currentVoters.map((voter) => ({
      id: voter.replicaId,
      ...directoryOf(voter),
      lastCaughtUp: Number(voter.lastCaughtUpTimestamp),
      endpoints: endpoints.get(voter.replicaId) ?? [],
    })),
    observers: partition.observers.map((observer) => ({
      id: observer.replicaId,
      ...directoryOf(observer),
      lastFetch: Number(observer.lastFetchTimestamp),
    })),
    isDynamic: session.featureLevel('kraft.version') > 0,
  };
}

/** In the format of Kafka's own tools. Static voters have none. */
function directoryOf({ replicaDirectoryId }: { replicaDirectoryId?: string }): { directory?: string } {
  const bytes = Buffer.from((replicaDirectoryId ?? '').replaceAll('-', ''), 'hex');
  return bytes.some((byte) => byte !== 0) ? { directory: bytes.toString('base64url') } : {};
}
