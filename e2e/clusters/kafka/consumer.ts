import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Consumer, MessagesStreamModes } from '@platformatic/kafka';
import { bootstrap, topic } from './topic.ts';

interface RunningConsumer {
  /** Waits for the first message. */
  untilAny: () => Promise<void>;
  /** Waits for these messages while any arrive. @returns the reason if none arrived for half a minute */
  untilAll: (ids: ReadonlySet<string>) => Promise<string | undefined>;
  /** @returns the ids of the load's messages that arrived */
  stop: () => Promise<Set<string>>;
}

const waitMs = 30_000;
/** A client that receives nothing for this long does not recover after a broker was restarted. */
const stallMs = 10_000;
const closingMs = 2000;

/** Reads the load's messages from the beginning until it is stopped. Starts again after an error or a stall. */
export function startConsumer(addresses: readonly string[]): RunningConsumer {
  const seen = new Set<string>();
  const state = { stopped: false, lastAt: Date.now(), lastError: 'no error' };

  const read = async (consumer: Consumer): Promise<void> => {
    const options = { mode: MessagesStreamModes.EARLIEST, autocommit: false, maxWaitTime: 500 };
    const stream = await consumer.consume({ topics: [topic], ...options });
    for await (const { key, value } of stream) {
      if (!key?.toString().startsWith('load-')) continue;
      seen.add(value.toString());
      state.lastAt = Date.now();
    }
  };
  const stalled = async (): Promise<void> => {
    const startedAt = Date.now();
    while (!state.stopped && Date.now() - Math.max(state.lastAt, startedAt) < stallMs) await delay(50);
  };
  const loop = (async () => {
    while (!state.stopped) {
      const consumer = new Consumer({
        clientId: 'e2e-consumer',
        groupId: `e2e-${randomUUID()}`,
        bootstrapBrokers: bootstrap(addresses),
        requestTimeout: 5000,
        retries: 10,
        retryDelay: 300,
        maxBytes: 8 << 20,
      });
      const reading = read(consumer).catch((error: unknown) => (state.lastError = (error as Error).message));
      await Promise.race([reading, stalled()]);
      await Promise.race([consumer.close(true).catch(() => {}), delay(closingMs, undefined, { ref: false })]);
      if (!state.stopped) await delay(200);
    }
  })();

  return {
    untilAny: async () => {
      while (seen.size === 0) await delay(50);
    },
    untilAll: async (ids) => {
      while ([...ids].some((id) => !seen.has(id))) {
        if (Date.now() - state.lastAt > waitMs) return `nothing comes any more: ${state.lastError}`;
        await delay(100);
      }
      return undefined;
    },
    stop: async () => {
      state.stopped = true;
      await loop;
      return seen;
    },
  };
}
