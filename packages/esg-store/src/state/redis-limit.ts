import type { SharedLimit } from '@esg-recycler/core';
import { admitScript, reportScript } from './limit-scripts.ts';
import { withTimeout } from './with-timeout.ts';

/** A server that is away must not hold up a request; milliseconds. */
const timeoutMs = 1000;
const pauseMs = 30_000;

/** The part of a connected client that runs scripts; the cache and the store have different types of clients. */
export interface ScriptClient {
  isOpen: boolean;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

interface Options {
  /** For people, without credentials: `redis://host:6379`. */
  place: string;
  /** Called once, when the server cannot be used. */
  warn: (line: string) => void;
}

/** A rate limit in Redis or Valkey. After a failure it admits everything for 30 s, and then tries again. */
export function createRedisLimit(connect: () => Promise<ScriptClient>, { place, warn }: Options): SharedLimit {
  let offUntil = -Infinity;
  let hasWarned = false;
  let client: ScriptClient | undefined;

  const run = async (script: string, bucket: string, args: readonly (string | number)[]): Promise<unknown> => {
    if (performance.now() < offUntil) return undefined;
    const keys = ['', ':flights'].map((part) => `{esg-recycler}:limit:${bucket}${part}`);
    try {
      return await withTimeout(async () => {
        client = undefined;
        client = await connect();
        return client.eval(script, { keys, arguments: args.map(String) });
      }, timeoutMs);
    } catch (error) {
      // After `close`, the command is over.
      if (client?.isOpen !== false && !hasWarned) {
        hasWarned = true;
        warn(
          `store: ${place} cannot share Spot's rate limit: ${(error as Error).message}; this process uses its own limiter`,
        );
      }
      offUntil = performance.now() + pauseMs;
      return undefined;
    }
  };

  return {
    async admit(bucket) {
      const [waitMs, text] = ((await run(admitScript, bucket, [])) as [number, string] | undefined) ?? [0, ''];
      return waitMs > 0 ? { waitMs, isBlocked: text === '1' } : { ticket: text };
    },
    async report(bucket, ticket, { status, remaining = -1, resetMs = -1 } = { status: 0 }) {
      const [number, before] = ticket.split(':');
      if (number && before) await run(reportScript, bucket, [number, before, status, remaining, resetMs]);
    },
  };
}
