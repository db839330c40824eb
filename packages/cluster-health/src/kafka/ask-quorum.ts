import { describeQuorumV1, describeQuorumV2 } from '@platformatic/kafka';
import type { KafkaSession } from './session.ts';
import type { Quorum } from './snapshot.ts';

const metadataTopic = { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] };

/**
 * Asks for the quorum; a broker asks the active controller for it. The controller that a broker's metadata name is just
 * any broker.
 *
 * @param zooKeeperController who is the controller where there is no quorum: there the metadata do name it
 */
export async function askQuorum(session: KafkaSession, zooKeeperController?: number): Promise<Quorum> {
  const call = session.pick([describeQuorumV2.api, describeQuorumV1.api]);
  if (!call) {
    if (zooKeeperController === undefined || session.knows(describeQuorumV2.api)) {
      throw new Error('it speaks no version of DescribeQuorum that is understood; Kafka 3.3 or newer is needed');
    }
    return { leader: zooKeeperController, epoch: 0, voters: [], observers: [], isDynamic: false };
  }
  const { topics, nodes } = await call.async(session.connection, [metadataTopic]);
  const [partition] = topics[0]?.partitions ?? [];
  if (!partition) throw new Error('DescribeQuorum tells nothing of __cluster_metadata');
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

/** As Kafka's own tools print it; static voters have none. */
function directoryOf({ replicaDirectoryId }: { replicaDirectoryId?: string }): { directory?: string } {
  const bytes = Buffer.from((replicaDirectoryId ?? '').replaceAll('-', ''), 'hex');
  return bytes.some((byte) => byte !== 0) ? { directory: bytes.toString('base64url') } : {};
}
