import { type SharedLimit, stopwatch } from '@esg-recycler/core';
import type { RedisClientType } from '@redis/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reconnect } from './reconnect.ts';
import type { Change, Entry, Scope, StateBackend, StateView } from './state-backend.ts';

// One hash slot for everything, so that a script may also write all of it in a Redis Cluster.
const hashOf = (namespace: string): string => `{esg-recycler}:${namespace}`;
const versions = '{esg-recycler}:versions';

/**
 * Applies changes unless a namespace that the step has read is at another version by now. Redis runs a script as one
 * step: https://redis.io/docs/latest/develop/programmability/eval-intro/
 */
const apply = `
  local step = cjson.decode(ARGV[1])
  for _, read in ipairs(step.read) do
    if (redis.call('HGET', KEYS[1], read.namespace) or '0') ~= read.version then return 0 end
  end
  for _, change in ipairs(step.changes) do
    local hash = '{esg-recycler}:' .. change.namespace
    if change.text then redis.call('HSET', hash, change.key, change.text)
    else redis.call('HDEL', hash, change.key) end
    redis.call('HINCRBY', KEYS[1], change.namespace, 1)
  end
  return 1
`;

interface VersionedView extends StateView {
  versions: { namespace: string; version: string }[];
}

async function readView(client: RedisClientType, scopes: readonly Scope[]): Promise<VersionedView> {
  const namespaces = [...new Set(scopes.map(({ namespace }) => namespace))];
  const age = stopwatch();
  const transaction = client.multi().addCommand(['TIME']);
  for (const namespace of namespaces) transaction.hGet(versions, namespace);
  for (const { namespace, key } of scopes) {
    if (key === undefined) transaction.hGetAll(hashOf(namespace));
    else transaction.hGet(hashOf(namespace), key);
  }
  const [time, ...replies] = (await transaction.exec()) as unknown[];
  const [seconds, microseconds] = time as [string, string];
  const entries = scopes.flatMap(({ namespace, key }, index): Entry[] => {
    const reply = replies[namespaces.length + index] as Record<string, string> | string | null;
    if (reply === null) return [];
    if (typeof reply === 'string') return [{ namespace, key: key!, text: reply }];
    return Object.entries(reply).map(([field, text]) => ({ namespace, key: field, text }));
  });
  return {
    entries: entries.toSorted((one, other) => (one.key < other.key ? -1 : 1)),
    now: Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000),
    age,
    versions: namespaces.map((namespace, index) => ({ namespace, version: (replies[index] as string | null) ?? '0' })),
  };
}

async function applyChanges(
  client: RedisClientType,
  read: VersionedView['versions'],
  changes: readonly Change[],
): Promise<boolean> {
  const step = JSON.stringify({ read, changes });
  return Number(await client.eval(apply, { keys: [versions], arguments: [step] })) === 1;
}

/** The shared state in Redis or Valkey: a hash for each namespace, and one with their versions. */
export const createRedisBackend = (
  client: RedisClientType,
  reconnect: Reconnect,
  sharedLimit?: SharedLimit,
): StateBackend => ({
  sharedLimit,
  read: (scopes) => reconnect(() => readView(client, scopes)),
  change: (scopes, plan) =>
    reconnect(async (signal) => {
      // One of those that collide always succeeds, so this ends; the pause keeps them from colliding again.
      for (let attempt = 0; ; attempt += 1) {
        const view = await readView(client, scopes);
        signal.throwIfAborted();
        const { result, changes } = plan(view);
        if (changes.length === 0 || (await applyChanges(client, view.versions, changes))) return result;
        await sleep(Math.random() * Math.min(50, 2 ** attempt));
      }
    }),
  // https://redis.io/docs/latest/commands/info/
  serverRun: () => reconnect(async () => /^run_id:(\w+)/m.exec(await client.info('server'))?.[1] ?? 'unknown'),
  async close() {
    if (client.isOpen) client.destroy();
  },
});
