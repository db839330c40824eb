import { type AsyncMessage, Connection, type Consumer } from 'rabbitmq-client';
import { type Load, Tally } from '../load.ts';
import { startPace } from '../pace.ts';
import { untilNothingIsWrong } from '../until.ts';

export const amqpPort = 5682;

/** Messages go to both by way of the exchange, and are confirmed when both have them. */
export const names = { exchange: 'load', queue: 'load', stream: 'log' } as const;

/** How long it may take to read back confirmed messages. */
const readBackMs = 60_000;

function connect(addresses: readonly string[]): Connection {
  const connection = new Connection({
    hosts: addresses.map((address) => `${address}:${amqpPort}`),
    username: 'admin',
    password: 'admin',
    heartbeat: 5,
    connectionTimeout: 2000,
    acquireTimeout: 10_000,
    retryLow: 100,
    retryHigh: 1000,
  });
  // It reconnects on its own.
  connection.on('error', () => {});
  return connection;
}

/** Collects what a queue or a stream delivers. */
function collect(connection: Connection, queue: string, args?: Record<string, string>) {
  const seen = new Set<string>();
  const consumer: Consumer = connection.createConsumer(
    { queue, queueOptions: { passive: true }, qos: { prefetchCount: 200 }, ...(args && { arguments: args }) },
    ({ body }: AsyncMessage) => {
      seen.add(String(body));
    },
  );
  consumer.on('error', () => {});
  return { seen, consumer };
}

export interface RabbitLoad extends Load {
  /** Stops it at once if it still runs, and reads nothing back. Otherwise it would write to the next cluster at these addresses. */
  abandon: () => void;
}

/** Publishes twenty messages a second, each once, and consumes from the queue at the same time. */
export async function startRabbitLoad(addresses: readonly string[]): Promise<RabbitLoad> {
  const tally = new Tally();
  const connection = connect(addresses);
  await connection.onConnect(30_000);
  const publisher = connection.createPublisher({ confirm: true });
  publisher.on('basic.return', ({ body }) => tally.fail(`returned: ${body}`, 1));
  const { seen, consumer } = collect(connection, names.queue);
  const pace = startPace(
    50,
    async (index) => {
      const id = `m${index}`;
      tally.attempt(1);
      try {
        await publisher.send({ exchange: names.exchange, durable: true, mandatory: true }, id);
        tally.acknowledge([id]);
      } catch (error) {
        tally.fail((error as Error).message, 1);
      }
    },
    1000,
  );
  const missingIn = (found: ReadonlySet<string>) => [...tally.acknowledged].filter((id) => !found.has(id));
  const untilAllIn = (found: ReadonlySet<string>): Promise<void> =>
    untilNothingIsWrong(
      async () => (missingIn(found).length === 0 ? undefined : `${missingIn(found).length} are not read back`),
      readBackMs,
    ).catch(() => {});
  return {
    get acknowledged() {
      return tally.acknowledged.size;
    },
    abandon: () => {
      void pace.stop();
      connection.unsafeDestroy();
    },
    stop: async () => {
      await pace.stop();
      await untilAllIn(seen);
      const log = collect(connection, names.stream, { 'x-stream-offset': 'first' });
      await untilAllIn(log.seen);
      await Promise.all([consumer.close(), log.consumer.close(), publisher.close()]);
      await connection.close();
      return tally.report(new Set([...seen].filter((id) => log.seen.has(id))));
    },
  };
}
