import { randomBytes } from 'node:crypto';
import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes, Producer } from '@platformatic/kafka';
import { clientPort } from './view.ts';

export const topic = 'load';
export const partitions = 12;

export const bootstrap = (addresses: readonly string[]): string[] =>
  addresses.map((address) => `${address}:${clientPort}`);

async function withAdmin<T>(addresses: readonly string[], act: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ clientId: 'e2e-admin', bootstrapBrokers: bootstrap(addresses), retries: 20 });
  try {
    return await act(admin);
  } finally {
    await admin.close();
  }
}

/** A topic that outlives one broker. */
export async function createTopic(addresses: readonly string[], name = topic, replicas = 3): Promise<void> {
  const minIsr = { name: 'min.insync.replicas', value: String(Math.min(2, replicas)) };
  await withAdmin(addresses, (admin) =>
    admin.createTopics({ topics: [name], partitions, replicas, configs: [minIsr] }),
  );
}

/** Gives an empty disk something to catch up with: messages without a key, a kilobyte each. */
export async function fillTopic(addresses: readonly string[], megabytes: number): Promise<void> {
  const producer = new Producer({
    clientId: 'e2e-fill',
    bootstrapBrokers: bootstrap(addresses),
    requestTimeout: 30_000,
  });
  const values = Array.from({ length: 1000 }, () => randomBytes(1000));
  try {
    for (let done = 0; done < megabytes; done += 1) {
      const messages = values.map((value) => ({ topic, partition: done % partitions, value }));
      await producer.send({ messages, acks: -1 });
    }
  } finally {
    await producer.close();
  }
}

/** Throttles the replication of the topic, as if there were much data to replicate. */
export async function throttleReplication(addresses: readonly string[], bytesPerSecond: number): Promise<void> {
  const set = (name: string, value: string) => ({
    name,
    value,
    configOperation: IncrementalAlterConfigOperationTypes.SET,
  });
  const sides = ['leader.replication.throttled', 'follower.replication.throttled'];
  const ofBrokers = addresses.map((_, index) => ({
    resourceType: ConfigResourceTypes.BROKER,
    resourceName: String(index + 1),
    configs: sides.map((side) => set(`${side}.rate`, String(bytesPerSecond))),
  }));
  const ofTopic = {
    resourceType: ConfigResourceTypes.TOPIC,
    resourceName: topic,
    configs: sides.map((side) => set(`${side}.replicas`, '*')),
  };
  await withAdmin(addresses, (admin) =>
    admin.incrementalAlterConfigs({ resources: [...ofBrokers, ofTopic], validateOnly: false }),
  );
}
