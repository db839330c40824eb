import { afterEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Pool } from 'pg';
import { connectRedis, openRedis } from './state/connect-redis.ts';
import { createPostgresBackend } from './state/postgres-backend.ts';
import { createReconnect, type Reconnect } from './state/reconnect.ts';
import { createRedisBackend } from './state/redis-backend.ts';
import type { StateBackend } from './state/state-backend.ts';
import { describeOnEachStore } from './testing/stores.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

it('ends an attempt that takes too long before it starts the next', async () => {
  const reconnect = createReconnect({
    place: 'store://test',
    limits: { graceMs: 60_000, attemptMs: 20 },
    classify: () => 'away',
  });
  const signals: AbortSignal[] = [];
  const result = await reconnect(async (signal) => {
    signals.push(signal);
    if (signals.length === 1) await once(signal, 'abort').then(() => new Promise(() => {}));
    return 'done';
  });
  expect([result, signals.map(({ aborted }) => aborted)]).toEqual(['done', [true, false]]);
});

it('names a Redis server that accepts connections and never replies', async () => {
  server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const url = `redis://127.0.0.1:${port}`;
  await expect(connectRedis({ url, place: url }, { graceMs: 0, attemptMs: 1000 })).rejects.toMatchObject({
    code: 'store-unreachable',
    message: `store: ${url} does not respond (waited 1s): no reply within 1s`,
  });
});

const limits = { graceMs: 20_000, attemptMs: 20_000 };

describeOnEachStore(
  'an attempt that has ended',
  (store, kind) => {
    it('writes nothing', async () => {
      const direct = await store.open();
      const ended: Reconnect = (step) => step(AbortSignal.abort());
      const changes = [{ namespace: 'a', key: 'x', text: '1' }];
      const write = (backend: StateBackend): Promise<unknown> => backend.change([], () => ({ result: 1, changes }));
      const url = store.url!;
      let late: StateBackend;
      if (kind === 'PostgreSQL') late = createPostgresBackend(new Pool({ connectionString: url }), ended);
      else late = createRedisBackend((await openRedis({ url, place: url }, limits)).client, ended);
      await expect(write(late)).rejects.toThrow('aborted');
      await late.close();
      expect((await direct.read([{ namespace: 'a' }])).entries).toEqual([]);
      await write(direct);
      expect((await direct.read([{ namespace: 'a' }])).entries).toHaveLength(1);
    });
  },
  { onServersOnly: true },
);
