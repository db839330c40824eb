import { createCluster } from '@redis/client';
import { setTimeout as delay } from 'node:timers/promises';
import { type Load, Tally } from '../load.ts';
import { startPace } from '../pace.ts';
import { clientPort } from './request.ts';

/** How long a write is retried, as every client of a cluster must do. */
const waitMs = 20_000;

export interface RedisLoad extends Load {
  /** Stops it at once if it still runs, and reads nothing back. */
  abandon: () => void;
}

/** Sets twenty keys a second in all slots, each once, without a retry after a failure. */
export async function startRedisLoad(addresses: readonly string[]): Promise<RedisLoad> {
  const tally = new Tally();
  const cluster = createCluster({
    rootNodes: addresses.map((host) => ({ socket: { host, port: clientPort } })),
    defaults: {
      socket: { connectTimeout: 1000, reconnectStrategy: () => 100 },
      disableOfflineQueue: true,
      maintNotifications: 'disabled',
    },
    maxCommandRedirections: 50,
  });
  cluster.on('error', () => {});
  await cluster.connect();

  async function again<T>(act: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      try {
        return await Promise.race([
          act(),
          delay(2000, undefined, { ref: false }).then(() => Promise.reject(new Error('NO_ANSWER'))),
        ]);
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await delay(50);
      }
    }
  }

  const pace = startPace(
    50,
    async (index) => {
      const id = String(index);
      tally.attempt(1);
      try {
        await again(() => cluster.set(`load:${id}`, id));
        tally.acknowledge([id]);
      } catch (error) {
        tally.fail((error as Error).message, 1);
      }
    },
    200,
  );
  const close = () => cluster.destroy();
  return {
    get acknowledged() {
      return tally.acknowledged.size;
    },
    abandon: () =>
      void pace
        .stop()
        .then(close, close)
        .catch(() => {}),
    stop: async () => {
      await pace.stop();
      const ids = [...tally.acknowledged];
      const values = await Promise.all(ids.map((id) => again(() => cluster.get(`load:${id}`))));
      close();
      return tally.report(new Set(ids.filter((id, index) => values[index] === id)));
    },
  };
}
