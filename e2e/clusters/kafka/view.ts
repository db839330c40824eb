import { Connection, describeQuorumV2, metadataV12 } from '@platformatic/kafka';

type Metadata = Awaited<ReturnType<typeof metadataV12.api.async>>;

/** What one broker reports about the cluster. */
export interface KafkaView {
  brokers: number[];
  /** How many partitions have fewer replicas in sync than they have replicas. */
  underReplicated: number;
  /** How many have fewer than two in sync, the minimum of all topics in these tests. */
  underMinIsr: number;
  leaderless: number;
  /** The active controller, if there is one. */
  controller: number | undefined;
  /** Its leader epoch. */
  epoch: number;
  /** How far the last voter is behind. */
  voterLag: number;
}

export const clientPort = 9092;

/** What the brokers report, in the order of their addresses, without those that do not respond. */
export const kafkaViews = (addresses: readonly string[]): Promise<(KafkaView | undefined)[]> =>
  Promise.all(addresses.map((address) => viewOf(address).catch(() => undefined)));

async function viewOf(address: string): Promise<KafkaView> {
  const connection = new Connection('e2e-view', { connectTimeout: 1000, requestTimeout: 2000 });
  connection.on('error', () => {});
  try {
    await connection.connect(address, clientPort);
    const { brokers, topics } = await metadataOf(connection);
    const quorum = await describeQuorumV2.api.async(connection, [
      { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] },
    ]);
    const [metadata] = quorum.topics[0]?.partitions ?? [];
    if (!metadata) throw new Error(`${address} reports nothing about the quorum`);
    const partitions = topics.flatMap((topic) => topic.partitions);
    const count = (holds: (partition: (typeof partitions)[number]) => boolean): number =>
      partitions.filter(holds).length;
    return {
      brokers: brokers.map(({ nodeId }) => nodeId).toSorted((a, b) => a - b),
      underReplicated: count(({ isrNodes, replicaNodes }) => isrNodes.length < replicaNodes.length),
      underMinIsr: count(({ isrNodes }) => isrNodes.length < 2),
      leaderless: count(({ leaderId }) => leaderId < 0),
      controller: metadata.leaderId > 0 ? metadata.leaderId : undefined,
      epoch: metadata.leaderEpoch,
      voterLag: Math.max(
        ...metadata.currentVoters.map(({ logEndOffset }) => Number(metadata.highWatermark - logEndOffset)),
      ),
    };
  } finally {
    connection.close().catch(() => {});
  }
}

/** If a partition has no leader, the client throws, but the error has the response. */
const metadataOf = (connection: Connection): Promise<Metadata> =>
  metadataV12.api.async(connection, null, false, false).catch((error: unknown) => {
    const { response } = error as { response?: Metadata };
    if (response?.topics) return response;
    throw error;
  });
