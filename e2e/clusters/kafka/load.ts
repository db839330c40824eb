import { Producer, stringSerializers } from '@platformatic/kafka';
import { type Load, type LoadReport, Tally } from '../load.ts';
import { startPace } from '../pace.ts';
import { startConsumer } from './consumer.ts';
import { bootstrap, partitions, topic } from './topic.ts';

export interface KafkaLoadReport extends LoadReport {
  /** How many acknowledged messages the consumer never received, although it ran all the time. */
  unconsumed: number;
  /** Why not everything could be read back at the end. */
  unreadable: string | undefined;
}

const batch = 10;

/**
 * A hundred messages a second in small batches, idempotent, acknowledged by all replicas in sync; and a consumer.
 * The topic must exist: see createTopic. Both run when this returns.
 */
export async function startKafkaLoad(addresses: readonly string[]): Promise<Load<KafkaLoadReport>> {
  const tally = new Tally();
  const producer = new Producer({
    clientId: 'e2e-load',
    bootstrapBrokers: bootstrap(addresses),
    serializers: stringSerializers,
    idempotent: true,
    retries: 300,
    retryDelay: 100,
    connectTimeout: 2000,
    requestTimeout: 5000,
    timeout: 5000,
  });
  const consumer = startConsumer(addresses);
  const pace = startPace(1000 / batch, async (index) => {
    const ids = Array.from({ length: batch }, (_, offset) => String(index * batch + offset));
    // One partition a batch: after a leader has moved, the client sends all of a batch again to a single broker.
    const messages = ids.map((id) => ({ topic, partition: index % partitions, key: `load-${id}`, value: id }));
    tally.attempt(batch);
    try {
      await producer.send({ messages, acks: -1 });
      tally.acknowledge(ids);
    } catch (error) {
      tally.fail((error as Error).message, batch);
    }
  });
  await consumer.untilAny();
  return {
    get acknowledged() {
      return tally.acknowledged.size;
    },
    stop: async () => {
      await pace.stop();
      await producer.close(true);
      await consumer.untilAll(tally.acknowledged);
      const consumed = await consumer.stop();
      const verifier = startConsumer(addresses);
      const unreadable = await verifier.untilAll(tally.acknowledged);
      const unconsumed = [...tally.acknowledged].filter((id) => !consumed.has(id)).length;
      return { ...tally.report(await verifier.stop()), unconsumed, unreadable };
    },
  };
}
